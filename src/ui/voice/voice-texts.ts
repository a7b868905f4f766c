import { texts } from '../../live/texts.ts';

export const voiceTexts = texts({
  zh: {
    hold: '按住说话',
    holdHint: '按住说，松开结束；也可以点一下开始，再点一下结束',
    asking: '正在打开话筒…手机询问时请点“允许”',
    recording: '正在录，松开或点一下结束',
    refused: '没有使用话筒的许可，录不了音。可以打字；要录音，请在浏览器的网站设置里允许话筒。',
    absent: '这里录不了音：没有找到话筒，或浏览器不支持。请打字。',
    busy: '话筒正被别的应用占用。关掉它再试，或者打字。',
    short: '太短了，没有录上。按住说完再松开，或点一下开始、再点一下结束。',
    large: '这段录音太大，没有留下。请说短一些，或者打字。',
    seconds: (spoken: number, most: number) => `${spoken} / ${most} 秒`,
    play: (n: number) => `听语音${n}`,
    pause: (n: number) => `暂停语音${n}`,
    length: (seconds: number) => `${seconds}秒`,
    unplayable: '这段语音现在放不出来。',
  },
  en: {
    hold: 'Hold to talk',
    holdHint: 'Hold and speak, let go to end; or tap to begin and tap again to end',
    asking: 'Opening the microphone… choose “Allow” when the phone asks',
    recording: 'Recording: let go or tap to end',
    refused:
      'No permission to use the microphone, so nothing can be recorded. You can type; to record, allow the microphone in the browser’s site settings.',
    absent: 'Nothing can be recorded here: no microphone was found, or the browser cannot record. Please type.',
    busy: 'Another app is using the microphone. Close it and try again, or type.',
    short: 'That was too short; nothing was kept. Hold while you speak, or tap to begin and tap again to end.',
    large: 'This recording is too large and was not kept. Please be shorter, or type.',
    seconds: (spoken: number, most: number) => `${spoken} / ${most} s`,
    play: (n: number) => `Play voice note ${n}`,
    pause: (n: number) => `Pause voice note ${n}`,
    length: (seconds: number) => `${seconds} s`,
    unplayable: 'This voice note cannot be played now.',
  },
});
