import type { ReturnReason } from '../../../../core/whistle/whistle.ts';
import type { Language } from '../../../live/texts.ts';
import type { DeskAction } from './decision.ts';

/**
 * Ready phrases in the style of an official answer: a word on the chip, the sentence behind it. A sentence may hold
 * places (`{类别}`, `{网格}`, `{日期}`) that are filled for each whistle.
 */
export interface TextModule {
  label: Record<Language, string>;
  text: Record<Language, string>;
}

const phrase = (labelZh: string, labelEn: string, zh: string, en: string): TextModule => ({
  label: { zh: labelZh, en: labelEn },
  text: { zh, en },
});

export const textModules: Record<DeskAction, readonly TextModule[]> = {
  settle: [
    phrase(
      '现场处理完毕',
      'dealt with on the spot',
      '经核实，您反映的{类别}问题，已联系责任单位到场处理完毕。',
      'We checked: the matter of {category} has been dealt with on the spot by the responsible unit.',
    ),
    phrase(
      '社区已清理',
      'cleared by us',
      '社区已于{日期}组织人员清理完毕，并拍照留存。',
      'The community had it cleared on {day}; photos are kept.',
    ),
    phrase(
      '当面说明',
      'explained in person',
      '已向居民当面说明情况，居民表示理解。',
      'Explained to the resident in person, who understands.',
    ),
    phrase(
      '问题已消除',
      'found solved',
      '经{日期}现场查看，问题已消除，后续列入{网格}日常巡查。',
      'Checked on site on {day}: solved; it stays on the daily round of {grid}.',
    ),
    phrase(
      '调解达成一致',
      'settled by mediation',
      '经社区调解，双方已达成一致。',
      'The community mediated; both sides agree.',
    ),
  ],
  return: [
    phrase(
      '补楼栋单元',
      'building and unit',
      '请补充具体楼栋、单元和位置后重报。',
      'Please add the building, unit and exact spot, then send it again.',
    ),
    phrase(
      '补照片',
      'a photo',
      '请补拍一张能看清现场的照片后重报。',
      'Please add a photo that shows the spot clearly.',
    ),
    phrase(
      '补时间影响',
      'when and whom',
      '请说明发现时间和影响范围后重报。',
      'Please say when it was seen and who is affected.',
    ),
  ],
  escalate: [
    phrase(
      '协调责任部门',
      'bring in a department',
      '经社区核实，该{类别}问题超出社区处置能力，需要街道协调责任部门到场处理。',
      'Checked: this matter of {category} is beyond the community; the street is asked to bring in the department.',
    ),
    phrase(
      '多次协调未果',
      'tried without result',
      '社区多次协调未果，请街道统筹。',
      'The community has tried more than once without result.',
    ),
    phrase(
      '涉及多单位',
      'several units',
      '涉及多个单位，建议街道明确牵头单位。',
      'Several units are concerned; the street should name a lead.',
    ),
    phrase('安全隐患', 'a hazard', '存在安全隐患，建议尽快派单。', 'It is a hazard; please dispatch it soon.'),
  ],
  ask: [
    phrase(
      '具体位置',
      'the exact spot',
      '请补充具体楼栋、单元、楼层，方便我们到现场。',
      'Please add the building, unit and floor, so that we can find it.',
    ),
    phrase('现场照片', 'a photo', '请补拍一张能看清现场的照片。', 'Please add a photo that shows the spot clearly.'),
    phrase(
      '时间和影响',
      'when and whom',
      '请补充发现时间、持续多久、影响哪些住户。',
      'Please add when it was seen, for how long, and who is affected.',
    ),
    phrase(
      '联系人',
      'whom to call',
      '请补充现场可以联系的人，便于约定时间。',
      'Please say whom we can call there to agree on a time.',
    ),
  ],
  comment: [
    phrase('正在核实', 'being checked', '已收到，正在核实。', 'Received; being checked.'),
    phrase(
      '留意变化',
      'keep an eye on it',
      '请留意现场变化，有情况随时留言。',
      'Please keep an eye on it and comment on any change.',
    ),
    phrase(
      '两日内到场',
      'within two days',
      '已联系责任单位，预计两日内到场。',
      'The responsible unit is told and expected within two days.',
    ),
  ],
  takeOn: [],
  regrid: [],
  recategorise: [],
  merge: [],
};

/** What a return asks for by its reason: the words to begin with. */
export const returnTexts: Record<ReturnReason, Record<Language, string>> = {
  unclear: {
    zh: '所述情况不够具体，请说明是什么事、什么时候发现、影响到谁后重报。',
    en: 'Please say what it is, when it was seen and whom it affects, then send it again.',
  },
  noPlace: {
    zh: '请补充具体楼栋、单元和位置后重报。',
    en: 'Please add the building, unit and exact spot, then send it again.',
  },
  outsideScope: {
    zh: '此事项不属社区受理范围，请告知居民拨打12345。',
    en: 'Not ours to handle; please point the resident to 12345.',
  },
  alreadyHandled: {
    zh: '该{类别}问题社区已在办理，办结后一并答复，无需重报。',
    en: 'This matter of {category} is already in hand; the answer will cover it too.',
  },
  duplicate: {
    zh: '该问题已有人报过，正在办理，请在原件下留意进展。',
    en: 'It was reported before and is being handled; please follow the first report.',
  },
};

/** What stands in the places of a phrase, for one whistle. */
export interface ModulePlaces {
  category: string;
  grid: string;
  /** Today. */
  day: string;
}

const placeNames: Record<keyof ModulePlaces, readonly string[]> = {
  category: ['{类别}', '{category}'],
  grid: ['{网格}', '{grid}'],
  day: ['{日期}', '{day}'],
};

export const fillPlaces = (text: string, places: ModulePlaces): string =>
  (Object.keys(placeNames) as (keyof ModulePlaces)[]).reduce(
    (filled, place) => placeNames[place].reduce((one, name) => one.replaceAll(name, places[place]), filled),
    text,
  );

/** The phrases that are meant by what stands after `::`, by word or by sentence; all of them while nothing does. */
export function modulesFor(modules: readonly TextModule[], typed: string): readonly TextModule[] {
  const wanted = typed.trim().toLowerCase();
  return modules.filter(({ label, text }) =>
    [label.zh, label.en, text.zh, text.en].some((words) => words.toLowerCase().includes(wanted)),
  );
}

/** `::` and what was typed after it, just before the caret; null where there is none. */
export function typedModule(before: string): { start: number; typed: string } | null {
  const found = /(?:::|：：)([^\s:：]*)$/.exec(before);
  return found ? { start: found.index, typed: found[1] ?? '' } : null;
}

/** A chosen phrase takes the place of the one chosen before; what was written by hand stays and it follows. */
export function withPhrase(text: string, phraseText: string, chosenBefore: string | null, gap: string): string {
  const before = text.trimEnd();
  if (before === '' || before === chosenBefore) return phraseText;
  if (chosenBefore !== null && before.endsWith(chosenBefore))
    return `${before.slice(0, -chosenBefore.length)}${phraseText}`;
  return `${before}${gap}${phraseText}`;
}
