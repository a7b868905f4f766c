export interface Choice {
  value: string;
  label: string;
}

export interface ChoiceGroup {
  label: string;
  options: Choice[];
}

/** From so many on, a list that opens is quicker to read than all of them side by side. */
const leastForList = 7;

/** All of them where they are few enough to be seen at once; null where they belong in a list. */
export function fewOf(choices: readonly (Choice | ChoiceGroup)[]): readonly Choice[] | null {
  const all = choices.flatMap((one) => ('options' in one ? one.options : [one]));
  return all.length < leastForList ? all : null;
}
