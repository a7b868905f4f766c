import { createHash } from 'node:crypto';

/**
 * How the residents' pages look: large type, one column, contrast of 7:1 and more (computed: ink 16, soft ink 8.6, brand 8.4, red
 * 9.3 to one). In the page itself, for a second request is a second wait; the policy allows exactly these bytes.
 */
export const residentStyle = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:#f5f3ee;color:#1a1a1a;font:1.25rem/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
main,header,footer{max-width:40rem;margin:0 auto;padding:0 1rem}
header{display:flex;justify-content:space-between;align-items:center;gap:1rem;padding-block:.5rem}
header strong{color:#0a5560}
a{color:#0a5560}
header a{display:inline-flex;align-items:center;min-height:3rem;padding:0 .5rem}
h1{margin:.5rem 0 0;font-size:1.7rem;line-height:1.3}
h1::first-letter,h2::first-letter{text-transform:uppercase}
h2{margin:0 0 .5rem;font-size:1.35rem;line-height:1.4}
p{margin:.25rem 0}
.soft{color:#454545;font-size:1.1rem}
section{margin:1rem 0;padding:1rem;border:1px solid #8a8a80;border-radius:.6rem;background:#fff}
.now{border:2px solid #0a5560}
.now .big{font-size:1.45rem;font-weight:700;line-height:1.4}
dl{display:grid;gap:.6rem;margin:.75rem 0 0}
dt{color:#454545;font-size:1.1rem}
dd{margin:0;font-weight:600}
.late{color:#8a1c00}
.told{margin:1rem 0;padding:.75rem 1rem;border-left:.4rem solid #0a5560;background:#fff;font-weight:600}
.wrong{border-left-color:#8a1c00;color:#8a1c00}
.said{white-space:pre-line}
ol{margin:0;padding:0;list-style:none}
li{position:relative;padding:0 0 1rem 1.6rem;margin-left:.5rem}
li p{margin:0}
li:last-child{padding-bottom:0}
li:not(:last-child)::after{content:"";position:absolute;left:-.125rem;top:.9rem;bottom:-.5rem;width:.15rem;background:#0a5560}
li::before{content:"";position:absolute;left:-.55rem;top:.45rem;width:1rem;height:1rem;border-radius:50%;background:#0a5560}
form{display:grid;gap:1rem}
fieldset{display:grid;gap:.5rem;margin:0;padding:0;border:0;min-width:0}
legend,label.above{padding:0;margin-bottom:.5rem;font-weight:700}
.grade{display:flex;align-items:center;gap:.75rem;min-height:3.75rem;padding:.25rem 1rem;border:2px solid #6b6b63;border-radius:.6rem}
.grade:has(input:checked){border-color:#0a5560;background:#e2eff1}
input[type=radio]{flex:none;margin:0;width:1.5rem;height:1.5rem;accent-color:#0a5560}
textarea,input[type=text]{display:block;width:100%;padding:.6rem .75rem;border:2px solid #6b6b63;border-radius:.6rem;background:#fff;color:inherit;font:inherit}
input[type=text]{min-height:3.75rem;letter-spacing:.1em;text-transform:uppercase}
button{min-height:3.75rem;padding:.5rem 1.5rem;border:2px solid #0a5560;border-radius:.6rem;background:#0a5560;color:#fff;font:inherit;font-weight:700}
button.other{background:#fff;color:#0a5560}
a:focus-visible,button:focus-visible,textarea:focus-visible,input:focus-visible{outline:.25rem solid #b34700;outline-offset:.15rem}
footer{padding-block:1rem 2rem;color:#454545;font-size:1.1rem}
@media (min-width:60rem){.wide main,.wide header,.wide footer{max-width:72rem}.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 1.5rem;align-items:start}}
@media print{body{background:#fff}form,header a{display:none}}
`;

const hash = createHash('sha256').update(residentStyle).digest('base64');

/** No script, no picture, no other address; forms go to this server alone. */
export const residentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
