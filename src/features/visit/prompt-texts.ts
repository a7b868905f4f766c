import { texts } from '../../live/texts.ts';

/** Small questions at the door. An answer that changes nothing on record is a line of the visit's note. */
export const promptTexts = texts({
  zh: {
    people: {
      ask: (names: string) => `住的人还是这些吗？${names}`,
      line: (answer: string) => `住的人：${answer}`,
      answers: { same: '还是这些', changed: '有变化', unclear: '不清楚', unsaid: '不愿说' },
    },
    phone: {
      ask: '能留个电话吗？',
      line: (answer: string) => `留电话：${answer}`,
      answers: { unclear: '不清楚', unsaid: '不愿说' },
    },
    kind: {
      ask: { void: '还是没人住吗？', let: '还是出租吗？' },
      line: (answer: string) => `住房：${answer}`,
      answers: { same: '还是这样', unclear: '不清楚', unsaid: '不愿说' },
    },
    writePhone: '填电话',
    becomes: { lived: '现在常住', let: '现在出租', void: '现在空置' },
    addPerson: '添人',
    moveOut: '搬离',
    optional: '选填。已答过的，半年内不再问。',
  },
  en: {
    people: {
      ask: (names: string) => `Do the same people live here? ${names}`,
      line: (answer: string) => `People here: ${answer}`,
      answers: { same: 'the same', changed: 'changed', unclear: 'not clear', unsaid: 'would not say' },
    },
    phone: {
      ask: 'May we have a telephone number?',
      line: (answer: string) => `Telephone: ${answer}`,
      answers: { unclear: 'not clear', unsaid: 'would not say' },
    },
    kind: {
      ask: { void: 'Is it still empty?', let: 'Is it still let?' },
      line: (answer: string) => `This flat: ${answer}`,
      answers: { same: 'as before', unclear: 'not clear', unsaid: 'would not say' },
    },
    writePhone: 'Write it down',
    becomes: { lived: 'lived in now', let: 'let now', void: 'empty now' },
    addPerson: 'Add a person',
    moveOut: 'Moved out',
    optional: 'Optional. What was answered is not asked again for half a year.',
  },
});
