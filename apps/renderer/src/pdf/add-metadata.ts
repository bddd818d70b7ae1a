import { openPdf } from './pdf-objects.ts';

/** What a PDF says about itself, to whoever files it. */
export interface PdfMetadata {
  title: string;
  author: string;
  subject: string;
  keywords: string[];
  language: string;
  /** The instant of the data. */
  dataAsOf: string;
  createdAt: Date;
}

const escapeXml = (text: string): string =>
  text
    // What XML cannot hold at all.
    .replace(/[\p{Cc}\ufffe\uffff]/gu, '')
    .replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);

const xmpOf = ({ title, author, subject, keywords, language, dataAsOf, createdAt }: PdfMetadata): string => {
  const alt = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt>`;
  const items = (kind: string, texts: string[]) =>
    `<rdf:${kind}>${texts.map((text) => `<rdf:li>${escapeXml(text)}</rdf:li>`).join('')}</rdf:${kind}>`;
  const created = `${createdAt.toISOString().slice(0, 19)}Z`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title>${alt(title)}</dc:title>
<dc:creator>${items('Seq', [author])}</dc:creator>
<dc:description>${alt(subject)}</dc:description>
<dc:subject>${items('Bag', keywords)}</dc:subject>
<dc:language>${items('Bag', [language])}</dc:language>
<dc:date>${items('Seq', [dataAsOf])}</dc:date>
<pdf:Keywords>${escapeXml(keywords.join(', '))}</pdf:Keywords>
<xmp:CreateDate>${created}</xmp:CreateDate>
<xmp:ModifyDate>${created}</xmp:ModifyDate>
<xmp:MetadataDate>${created}</xmp:MetadataDate>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
};

/** A text string of a PDF: UTF-16 with its mark, in hexadecimal. */
const textString = (text: string): string =>
  `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;

const pdfDate = (date: Date): string => `(D:${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z)`;

/**
 * Adds XMP and the document information to a PDF that Chromium printed, which has no more than a title: as an update at its end
 * (ISO 32000-1, 7.5.6), so that what was printed stays as it is, to the byte.
 */
export const addMetadata = (pdf: Buffer, metadata: PdfMetadata): Buffer => {
  const { table, size, catalog, info, id, dictionaryOf } = openPdf(pdf);
  const xmp = Buffer.from(xmpOf(metadata));
  const dates = `/CreationDate ${pdfDate(metadata.createdAt)} /ModDate ${pdfDate(metadata.createdAt)}`;
  const catalogKeys = dictionaryOf(catalog).slice(2);
  const showsTitle = catalogKeys.includes('/ViewerPreferences')
    ? ''
    : '/ViewerPreferences <</DisplayDocTitle true>> ';
  const objects: [number: number, body: Buffer][] = [
    [
      info,
      Buffer.from(
        `<</Title ${textString(metadata.title)} /Author ${textString(metadata.author)} /Subject ${textString(metadata.subject)} ` +
          `/Keywords ${textString(metadata.keywords.join(', '))} ${dates}>>`,
      ),
    ],
    [catalog, Buffer.from(`<</Metadata ${size} 0 R ${showsTitle}${catalogKeys}`, 'latin1')],
    [
      size,
      Buffer.concat([
        Buffer.from(`<</Type /Metadata /Subtype /XML /Length ${xmp.length}>>\nstream\n`),
        xmp,
        Buffer.from('\nendstream'),
      ]),
    ],
  ];
  const parts: Buffer[] = [pdf, Buffer.from('\n')];
  let length = pdf.length + 1;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  const entries = objects.map(([number, body]) => {
    const offset = length;
    add(Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')]));
    return `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const newTable = length;
  add(
    Buffer.from(
      `xref\n${entries.join('')}trailer\n<</Size ${size + 1} /Root ${catalog} 0 R /Info ${info} 0 R /Prev ${table}` +
        `${id === '' ? '' : ` /ID ${id}`}>>\nstartxref\n${newTable}\n%%EOF\n`,
      'latin1',
    ),
  );
  return Buffer.concat(parts);
};
