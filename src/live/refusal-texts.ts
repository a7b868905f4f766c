import type { RefusalCode } from '../../core/lib/result.ts';
import type { ProblemCode } from '../../core/protocol/problem.ts';
import type { SyncCondition } from '../local/phone.ts';
import { texts } from './texts.ts';

/** Words for every code: what happened, what is safe, what to do. Complete by type: a new code does not compile. */
export const refusalTexts = texts({
  zh: {
    invalid: '有一项内容填得不对，服务器没有收下。原文还在本机，改一改再发。',
    'unknown-type': '服务器不认识这种记录，可能要更新应用。原文还在本机，更新后再发。',
    'unsupported-version': '这台设备上的应用版本太旧，服务器没有收下。原文还在本机，请更新应用后再发。',
    'not-found': '服务器上没有它了：可能在社区删去了，或移到了别的网格。您写的还在本机，可以复制给社区，核对后再收起。',
    'not-allowed': '您的岗位不能做这一步。原文还在本机，请找社区处理。',
    'not-your-grid': '当时这个网格不归您负责。原文还在本机，可以复制给现在的网格员。',
    'wrong-stage': '这个哨已走到下一步，现在不能这样做。原文还在本机，可以改成留言。',
    changed: '您看过之后，别人又改了它。您写的还在本机，请看一眼新内容再决定。',
    exists: '服务器上已有同一条记录，不会重复。可以把这一条收起来。',
    forked: '同一编号下有两份不同内容，服务器保留了先到的一份。您的原文还在本机，可以复制后重新提交。',
    'text-too-long': '文字太长了（最多4000字）。原文还在本机，请删短一些再发。',
    'text-not-storable': '文字里有无法保存的字符。原文还在本机，请删去后再发。',
    'out-of-range': '位置或日期超出了可能的范围。原文还在本机，请改正后再发。',
    'identity-number': '这里面有身份证号，本应用不留身份证号。其余内容还在本机，删去号码再保存。',
    'consent-missing': '登记需求要先得到住户同意并留下同意的说法。其余内容还在本机。',
    'nothing-said': '还没有说是什么事：请写一句话，或拍一张照片。',
    'category-retired': '这个类别已停用，服务器没有收下。原文还在本机，换一个类别再发。',
    'against-rule': '这一步不合规则，服务器没有收下。原文还在本机，请看哪条规则，改一改再发。',
    quarantined: '服务器处理这条时出了错，已替您留存，等管理员查看。原文也还在本机。',
  } satisfies Record<RefusalCode, string>,
  en: {
    invalid:
      'One part of it is not right, so the server did not take it. Your text is still on this device: mend it and send again.',
    'unknown-type':
      'The server does not know this kind of record; the app may need an update. Your text is still on this device.',
    'unsupported-version':
      'The app on this device is too old for the server. Your text is still on this device: update, then send again.',
    'not-found':
      'The server does not have it any more: the community may have removed it, or it moved to another grid. What you wrote is still on this device: copy it to the community, then put it away.',
    'not-allowed': 'Your post may not do this step. Your text is still on this device: ask the community to do it.',
    'not-your-grid':
      'The grid was not yours at that time. Your text is still on this device: you can copy it for the worker in charge.',
    'wrong-stage':
      'This whistle has moved on, so this is no longer possible. Your text is still on this device: you can send it as a comment.',
    changed:
      'Somebody changed it after you looked. What you wrote is still on this device: look at the new text, then decide.',
    exists: 'The server already has this record; nothing is doubled. You can put this one away.',
    forked:
      'Two different texts carry the same number; the server kept the first. Yours is still on this device: copy it and submit again.',
    'text-too-long':
      'The text is too long (4,000 characters at most). It is still on this device: shorten it and send again.',
    'text-not-storable':
      'The text holds characters that cannot be stored. It is still on this device: remove them and send again.',
    'out-of-range': 'A position or date is outside what can be. It is still on this device: correct it and send again.',
    'identity-number':
      'It holds an identity-card number, which this app never keeps. The rest is still on this device: delete the number, then save again.',
    'consent-missing':
      "A need is kept only with the resident's consent and its wording. The rest is still on this device.",
    'nothing-said': 'It does not say what the matter is yet: write one line or take a photo.',
    'category-retired':
      'This category is out of use, so the server did not take it. Your text is still on this device: choose another one and send again.',
    'against-rule':
      'A rule does not allow this step, so the server did not take it. Your text is still on this device: see which rule, mend it and send again.',
    quarantined:
      'The server failed on this record and keeps it for its operators. Your text is still on this device too.',
  },
});

export const problemTexts = texts({
  zh: {
    'bad-request': '服务器没有看懂这次请求，什么都没有改动。请再试一次；还不行就更新应用。',
    'not-signed-in': '登录已到期。本机的记录都在，请重新登录后自动发送。',
    'wrong-credentials': '账号或密码不对。请核对后再试。',
    'new-password-needed': '这是一次性密码。请设一个自己的新密码（至少8个字符，与一次性密码不同），再登录。',
    forbidden: '您的岗位不能看或做这一项，什么都没有改动。',
    'demo-only-here': '演示账号只能在运行服务的这台电脑上使用。',
    'not-found': '没有找到，可能已被移走。',
    'dates-over': '日期已经过去，或结束早于开始，什么都没有改动。请改选今天或以后的日期。',
    'dates-taken': '这些天里，这个网格已有人代班，或者本来就归她负责，什么都没有改动。请改日期，或先结束原来的代班。',
    changed: '您打开之后，别人先改了，这次什么都没有改动。请看一眼新的内容再决定。',
    'settings-wrong': '有的数字或名称不对，这次什么都没有改动。请看标出的一项，改好再存。',
    'device-forked': '这份数据在另一台设备上也用过。本机会换一个设备号接着发，记录不会丢。',
    'sequence-gap': '服务器少收了前面几条，正在自动补发，记录不会丢。',
    'epoch-changed': '服务器从备份恢复过，正在重新核对并补发，记录不会丢。',
    'too-large': '一次发得太多了，会自动分小再发，记录不会丢。',
    'not-a-photo': '这个文件不是照片，没有收下。请重新拍一张。',
    'protocol-too-old': '应用版本太旧。本机的记录都在，请更新应用。',
    'too-many': '试得太频繁了。请等一分钟再试。',
    'server-fault': '服务器出错了，本机的记录都在，稍后会自动再试。',
    'storage-full': '服务器的存储空间满了，本机的记录都在，腾出空间后会自动再发。',
    'database-away': '服务器暂时不能保存，本机的记录都在，稍后会自动再试。',
    offline: '现在连不上服务器。首次登录需要网络，请换个有信号的地方再试。',
  } satisfies Record<ProblemCode | 'offline', string>,
  en: {
    'bad-request': 'The server did not understand; nothing was changed. Try again; if it stays so, update the app.',
    'not-signed-in':
      'Your session has ended. Everything is still on this device: sign in again and it will be sent by itself.',
    'wrong-credentials': 'The user name or password is not right. Check them and try again.',
    'new-password-needed':
      'This is a one-time password. Choose a new one of your own (at least 8 characters, not the same), then sign in.',
    forbidden: 'This is not yours to see or do. Nothing was changed.',
    'demo-only-here': 'Demo accounts work only on the computer that runs the server.',
    'not-found': 'Not found; it may have been moved.',
    'dates-over':
      'These days are over, or the end comes before the beginning. Nothing was changed: choose today or later.',
    'dates-taken':
      'Somebody stands in for this grid in these days already, or it is hers anyway. Nothing was changed: choose other days, or end that stand-in first.',
    changed: 'Somebody was first since you opened it. Nothing was changed: look at what is new, then decide.',
    'settings-wrong': 'A number or a name is not right. Nothing was changed: mend what is marked, then save again.',
    'device-forked':
      'This data is also in use on another device. This one takes a new number and goes on sending; nothing is lost.',
    'sequence-gap': 'The server misses some earlier records; they are being sent again by themselves. Nothing is lost.',
    'epoch-changed':
      'The server was restored from a backup; records are being compared and sent again. Nothing is lost.',
    'too-large': 'Too much in one go; it is sent again in smaller parts by itself. Nothing is lost.',
    'not-a-photo': 'This file is not a photo and was not taken. Please take the photo again.',
    'protocol-too-old': 'The app is too old. Everything is still on this device: please update the app.',
    'too-many': 'Too many tries. Wait a minute, then try again.',
    'server-fault': 'The server failed. Everything is still on this device and will be tried again by itself.',
    'storage-full':
      'The server has no room left. Everything is still on this device and will be sent when there is room.',
    'database-away':
      'The server cannot save right now. Everything is still on this device and will be tried again by itself.',
    offline: 'The server cannot be reached. The first sign-in needs a network: try again where there is a signal.',
  },
});

/** Why nothing moves, or that it does: short enough for the top bar. */
export const conditionTexts = texts({
  zh: {
    idle: '已连接',
    syncing: '正在同步',
    offline: '离线',
    unreachable: '连不上服务器',
    refused: '服务器没有收',
    portal: '网络需先登录',
    'sign-in': '需重新登录',
    update: '需更新应用',
    storage: '存储出错',
  } satisfies Record<SyncCondition, string>,
  en: {
    idle: 'connected',
    syncing: 'syncing',
    offline: 'offline',
    unreachable: 'server not reached',
    refused: 'not taken by the server',
    portal: 'network wants sign-in',
    'sign-in': 'sign in again',
    update: 'update needed',
    storage: 'storage failed',
  },
});

/** The same in full: what it means for the work. */
export const conditionSentences = texts({
  zh: {
    idle: '该发的都已发出，该来的都已收到。',
    syncing: '正在与服务器交换。',
    offline: '没有网络。照常工作，有网时会自动发送。',
    unreachable: '有网络，但服务器没有回应。会自动再试。',
    refused: '服务器回应了，但没有收下这次发送。记录都在本机，会再试。',
    portal: '这个网络要先打开它的登录页（例如商场无线网）。登录网络后会自动发送。',
    'sign-in': '登录已到期。照常工作，重新登录后会自动发送。',
    update: '服务器已更新。有空时重新打开应用即可，记录不会丢。',
    storage: '本机的存储出错了。请不要清理浏览器数据，先把未发的记录复制出来。',
  } satisfies Record<SyncCondition, string>,
  en: {
    idle: 'Everything that was due has gone out and come in.',
    syncing: 'Exchanging with the server.',
    offline: 'No network. Work on: it goes by itself when there is a signal.',
    unreachable: 'There is a network, but the server does not answer. It is tried again by itself.',
    refused:
      'The server answered and did not take what was sent. Everything is still on this device; it is tried again.',
    portal:
      'This network wants its own sign-in page first (a mall, for example). After that everything goes by itself.',
    'sign-in': 'Your session has ended. Work on: everything goes by itself once you sign in again.',
    update: 'The server was updated. Reopen the app when you have a moment; nothing is lost.',
    storage: 'The storage of this device failed. Do not clear what the browser keeps; copy unsent records first.',
  },
});
