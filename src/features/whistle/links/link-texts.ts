import { texts } from '../../../live/texts.ts';

export const linkTexts = texts({
  zh: {
    title: '给居民看进展',
    lead: '居民点开就能看到办到哪一步，不用装应用。也能补充、评价、说没有解决。',
    make: '生成链接',
    making: '正在生成…',
    link: '进展链接',
    qr: '扫码看进展',
    scan: '请居民用手机扫一扫，或把链接发过去。',
    copy: '复制链接',
    copied: '已复制，可以发给居民',
    copyByHand: '链接已选中，请手动复制',
    once: '有链接的人都能看到进展，只发给报的居民。这里只显示这一次，需要时可再生成。',
  },
  en: {
    title: 'Progress for the resident',
    lead: 'One tap shows how far it is, without an app. The resident can also tell more, rate it, or say that it is not solved.',
    make: 'Make a link',
    making: 'Making it…',
    link: 'Link to the progress',
    qr: 'QR code of the link to the progress',
    scan: 'Let the resident scan it, or send the link.',
    copy: 'Copy the link',
    copied: 'Copied: it can be sent to the resident',
    copyByHand: 'The link is selected; please copy it',
    once: 'Whoever has the link sees the progress: give it to whoever reported. It is shown this once; another can be made.',
  },
});
