/** A logo as drawing programs write them: style sheet, gradient, clip, mask, `<use>`, an editor's own elements. 240 by 60. */
export const sampleLogo = `<?xml version="1.0" encoding="UTF-8"?>
<!-- drawn by hand -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:editor="https://editor.example/ns"
  width="63.5mm" height="100%" viewBox="0 0 240 60">
  <title>Example &amp; Sons</title>
  <editor:view zoom="2"/>
  <style><![CDATA[ .disc { fill: url(#sun); } .bar { fill: #0b6e4f } ]]></style>
  <defs>
    <linearGradient id="sun" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff"/></linearGradient>
    <clipPath id="left"><rect width="30" height="60"/></clipPath>
    <mask id="hole"><rect width="240" height="60" fill="#fff"/><circle cx="210" cy="30" r="10" fill="#000"/></mask>
    <rect id="bar" class="bar" width="12" height="40" y="10"/>
  </defs>
  <circle class="disc" cx="30" cy="30" r="28"/>
  <circle cx="30" cy="30" r="14" fill="#fff" clip-path="url(#left)"/>
  <use xlink:href="#bar" x="80"/><use href="#bar" x="100"/><use href="#bar" x="120" transform="translate(0 5)"/>
  <path d="M150 50 L165 10 L180 50 Z" style="fill:none;stroke:#222;stroke-width:4"/>
  <circle cx="210" cy="30" r="25" fill="#c2410c" mask="url(#hole)"/>
</svg>
`;
