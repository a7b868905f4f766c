/**
 * Readings that a dictionary of pinyin does not give for names, as they are really said and typed. Surnames first: a
 * character at the head of a name is read otherwise there. Then characters of given names that have two living
 * readings: both are searched for, since nobody but the family knows which is theirs.
 */

/** Two characters at the head that are one surname, where the dictionary misses it. */
export const doubleSurnames: Readonly<Record<string, string>> = {
  单于: 'chan yu',
  万俟: 'mo qi',
  尉迟: 'yu chi',
  澹台: 'tan tai',
  长孙: 'zhang sun',
  宰父: 'zai fu',
  亓官: 'qi guan',
  乐正: 'yue zheng',
};

/** One character at the head: how it is said as a surname, where the dictionary says it otherwise. */
export const surnameReadings: Readonly<Record<string, string>> = {
  种: 'chong',
  员: 'yun',
  佴: 'nai',
  祭: 'zhai',
  召: 'shao',
  晟: 'cheng',
  黑: 'he',
  哈: 'ha',
  隗: 'kui',
  宓: 'mi',
  郗: 'xi',
};

/** Both readings of a character, the one that names have oftener first; a surname has its other reading here too. */
export const otherReadings: Readonly<Record<string, readonly string[]>> = {
  单: ['shan', 'dan'],
  解: ['xie', 'jie'],
  仇: ['qiu', 'chou'],
  区: ['ou', 'qu'],
  查: ['zha', 'cha'],
  曾: ['zeng', 'ceng'],
  尉: ['wei', 'yu'],
  翟: ['zhai', 'di'],
  缪: ['miao', 'mou'],
  覃: ['qin', 'tan'],
  盖: ['ge', 'gai'],
  朴: ['piao', 'pu'],
  种: ['chong', 'zhong'],
  员: ['yun', 'yuan'],
  隗: ['wei', 'kui'],
  宓: ['mi', 'fu'],
  郗: ['xi', 'chi'],
  黑: ['he', 'hei'],
  祭: ['zhai', 'ji'],
  召: ['shao', 'zhao'],
  车: ['che', 'ju'],
  柏: ['bai', 'bo'],
  盛: ['sheng', 'cheng'],
  晟: ['sheng', 'cheng'],
  乐: ['le', 'yue'],
  行: ['xing', 'hang'],
  长: ['chang', 'zhang'],
  重: ['chong', 'zhong'],
  朝: ['chao', 'zhao'],
  茜: ['qian', 'xi'],
  娜: ['na', 'nuo'],
  奇: ['qi', 'ji'],
  传: ['chuan', 'zhuan'],
  贾: ['jia', 'gu'],
  颉: ['jie', 'xie'],
  藏: ['zang', 'cang'],
  宿: ['su', 'xiu'],
  调: ['tiao', 'diao'],
  弹: ['tan', 'dan'],
  莘: ['xin', 'shen'],
  乜: ['nie', 'mie'],
  那: ['na', 'nuo'],
  阿: ['a', 'e'],
  省: ['sheng', 'xing'],
  参: ['can', 'shen'],
};
