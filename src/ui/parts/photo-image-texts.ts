import { texts } from '../../live/texts.ts';

export const photoImageTexts = texts({
  zh: { loading: '照片加载中…', absent: '照片打不开' },
  en: { loading: 'Loading photo…', absent: 'Photo cannot be opened' },
});
