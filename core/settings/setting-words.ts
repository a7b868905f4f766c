import type { SettingFault, SettingRule } from './check-settings.ts';

export interface SettingWords {
  zh: string;
  en: string;
}

const words: Record<SettingRule, SettingWords> = {
  'term-range': { zh: '期限要是整数，从 {least} 到 {most}。', en: 'A term is a whole number from {least} to {most}.' },
  'term-kind': {
    zh: '“到本季度末”只能用于联席会。',
    en: 'Only the joint meeting may have until the end of the quarter.',
  },
  'finish-first': { zh: '这一步的期限不能比办结期限长。', en: 'This term may not be longer than the one to finish.' },
  'sign-first': { zh: '签收的期限不能比报到的期限长。', en: 'An order is signed for no later than it is reported in.' },
  'report-in-quarter': { zh: '报到最晚在一个季度（90 天）之内。', en: 'A unit reports in within a quarter (90 days).' },
  'emergency-clock': {
    zh: '应急哨按小时和分钟算，不按天。',
    en: 'An emergency counts hours and minutes, never days.',
  },
  'emergency-extension': { zh: '应急哨不能延期。', en: 'An emergency is never extended.' },
  'count-range': { zh: '要是整数，从 {least} 到 {most}。', en: 'A whole number from {least} to {most}.' },
  'share-range': { zh: '要在 0 到 1 之间，例如 0.6。', en: 'Between 0 and 1, as 0.6.' },
  'weights-sum': { zh: '四项权重加起来要是 100。', en: 'The four weights are a hundred together.' },
  'hours-form': { zh: '时间写成 08:30 这样。', en: 'Times are written as 08:30.' },
  'hours-order': {
    zh: '上班时段至少一段，要先后排好，不能重叠。',
    en: 'Office hours have at least one span, in order and apart.',
  },
  'name-needed': { zh: '这一项要填写。', en: 'This may not be empty.' },
  'from-past': {
    zh: '生效的时间已经过了，请写以后的时间，或不写（立即生效）。',
    en: 'That moment has passed: name one to come, or none for at once.',
  },
  'urgency-form': { zh: '写成 U1 到 U4 中的一个，或 U1|U3 这样的两个。', en: 'One of U1 to U4, or two as in U1|U3.' },
  'code-form': { zh: '编号是 2 到 12 位数字或大写字母。', en: 'A code has 2 to 12 digits or capital letters.' },
};

/** Why it is not taken and what is possible, for whoever set it. */
export function settingWords({ rule, between = [0, 0] }: Pick<SettingFault, 'rule' | 'between'>): SettingWords {
  const [least, most] = between;
  const filled = (text: string): string => text.replace('{least}', String(least)).replace('{most}', String(most));
  return { zh: filled(words[rule].zh), en: filled(words[rule].en) };
}
