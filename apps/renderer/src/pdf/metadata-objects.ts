import { escapeMarkup } from '../formatting/text.ts';
import type { PdfObjects } from './pdf-objects.ts';

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

/** Without what XML cannot hold at all. */
const escapeXml = (text: string): string => escapeMarkup(text.replace(/[\p{Cc}\ufffe\uffff]/gu, ''));

const xmpOf = ({ title, author, subject, keywords, language, dataAsOf, createdAt }: PdfMetadata): string => {
  const alt = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt>`;
  const items = (kind: string, texts: string[]) =>
    `<rdf:${kind}>${texts.map((text) => `<rdf:li>${escapeXml(text)}</rdf:li>`).join('')}</rdf:${kind}>`;
  const created = `${createdAt.toISOString().slice(0, 19)}Z`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title>${alt(title)}</dc:title>
<dc:creator>${items('Seq', [author])}</dc:creator>
<dc:description>${alt(subject)}</dc:description>
<dc:subject>${items('Bag', keywords)}</dc:subject>
<dc:language>${items('Bag', [language])}</dc:language>
<dc:date>${items('Seq', [dataAsOf])}</dc:date>
<pdfuaid:part>1</pdfuaid:part>
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

/** The objects that say what a PDF is, in both of its ways: document information, and XMP that the catalog names. */
export const metadataObjects = (
  { size, catalog, info, dictionaryOf }: PdfObjects,
  metadata: PdfMetadata,
): [object: number, body: Buffer][] => {
  const xmp = Buffer.from(xmpOf(metadata));
  const dates = `/CreationDate ${pdfDate(metadata.createdAt)} /ModDate ${pdfDate(metadata.createdAt)}`;
  return [
    [
      info,
      Buffer.from(
        `<</Title ${textString(metadata.title)} /Author ${textString(metadata.author)} /Subject ${textString(metadata.subject)} ` +
          `/Keywords ${textString(metadata.keywords.join(', '))} ${dates}>>`,
      ),
    ],
    [catalog, Buffer.from(`<</Metadata ${size} 0 R ${dictionaryOf(catalog).slice(2)}`, 'latin1')],
    [
      size,
      Buffer.concat([
        Buffer.from(`<</Type /Metadata /Subtype /XML /Length ${xmp.length}>>\nstream\n`),
        xmp,
        Buffer.from('\nendstream'),
      ]),
    ],
  ];
};
