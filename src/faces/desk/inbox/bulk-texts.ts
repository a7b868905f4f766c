import { texts } from '../../../live/texts.ts';
import type { SkipReason } from './bulk-preview.ts';

export const bulkTexts = texts({
  zh: {
    title: (count: number) => `已选${count}件`,
    lead: '一次办理：先看每一件会怎样，再写入。每一件仍是单独的决定，各自核对有没有变化。',
    clear: '取消选择',
    into: '都并到哪一件',
    ownCategories: (count: number, lacking: number) =>
      lacking === 0
        ? `${count}件都有类别，各自按原来的类别上报。`
        : lacking === count
          ? `${count}件都没有类别，请选一个共同的。`
          : `${count - lacking}件按各自原来的类别上报；下面选的类别只用于没有类别的${lacking}件。`,
    preview: '预览每一件',
    previewTitle: '写入前请看一遍',
    back: '回去改',
    write: (count: number) => `写入${count}件`,
    nothing: '没有一件能这样办，什么都不会写入。',
    summary: (does: number, skips: number) =>
      skips === 0 ? `${does}件都会办理。` : `${does}件会办理，${skips}件跳过。`,
    columns: { item: '哨', grid: '网格', what: '会怎样' },
    does: (deed: string, what: string) => `${deed}：${what}`,
    skips: '跳过：',
    skipped: {
      gone: '已不在本社区',
      unchanged: '本来就是这样',
      isTarget: '别的并到这一件',
      deciding: '还有一个决定没发到服务器',
      'wrong-stage': '已到下一步，不能这样办',
      changed: '选中之后有人改过，请单独看一眼',
      'not-allowed': '这个岗位不能这样办',
      'not-found': '找不到，或不归本社区',
    } satisfies Partial<Record<SkipReason, string>>,
    results: '办理结果',
    resultsLead: (count: number) => `已保存${count}件，5秒后发送。每一件的真实状态：`,
    notSaved: '没有存下：',
    putAway: '收起',
    onlyOne: (action: string) => `「${action}」要一件一件写：先取消选择，再打开那一件。`,
    submitHint: '回车：先预览，再写入；Esc 回去',
  },
  en: {
    title: (count: number) => (count === 1 ? '1 selected' : `${count} selected`),
    lead: 'One decision for all: first see what becomes of each, then write it. Each stays a decision of its own, checked for changes by itself.',
    clear: 'Clear the selection',
    into: 'Which one they all join',
    ownCategories: (count: number, lacking: number) =>
      lacking === 0
        ? `All ${count} have a category; each is raised under its own.`
        : lacking === count
          ? `None of the ${count} has a category; please choose a common one.`
          : `${count - lacking} are raised under their own category; the one below is for the ${lacking} without.`,
    preview: 'Preview each',
    previewTitle: 'Have a look before it is written',
    back: 'Back to change it',
    write: (count: number) => `Write ${count}`,
    nothing: 'None of them can be decided like this; nothing will be written.',
    summary: (does: number, skips: number) =>
      skips === 0 ? `All ${does} will be decided.` : `${does} will be decided, ${skips} left out.`,
    columns: { item: 'Whistle', grid: 'Grid', what: 'What happens' },
    does: (deed: string, what: string) => `${deed}: ${what}`,
    skips: 'Left out: ',
    skipped: {
      gone: 'no longer in your community',
      unchanged: 'it is so already',
      isTarget: 'the others join this one',
      deciding: 'another decision on it has not reached the server',
      'wrong-stage': 'it has moved on, so this is not possible',
      changed: 'changed after you selected it; look at it by itself',
      'not-allowed': 'not yours to do',
      'not-found': 'not found, or not in your community',
    },
    results: 'What became of them',
    resultsLead: (count: number) => `${count} saved; they go after 5 s. The true state of each:`,
    notSaved: 'not saved: ',
    putAway: 'Put away',
    onlyOne: (action: string) => `“${action}” is for one at a time: clear the selection, then open the whistle.`,
    submitHint: 'Enter: first the preview, then write; Esc goes back',
  },
});
