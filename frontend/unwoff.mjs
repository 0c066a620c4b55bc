// A web font (WOFF 1: tables, each compressed by zlib) as the plain font that makers of PDF read.
import { inflateSync } from "node:zlib";

const HEADER = 44;
const ENTRY = 20;
const SIGNATURE = 0x774f4646;

// `called`: [part of the family's name, what stands in its place], as long as each other. Two files
// of one name would hide each other's letters.
export function unwoff(woff, called) {
  if (woff.readUInt32BE(0) !== SIGNATURE) throw new Error("this is no WOFF font");
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, place) => {
    const entry = HEADER + place * ENTRY;
    const offset = woff.readUInt32BE(entry + 4);
    const packed = woff.subarray(offset, offset + woff.readUInt32BE(entry + 8));
    const length = woff.readUInt32BE(entry + 12);
    return {
      tag: woff.subarray(entry, entry + 4),
      checksum: woff.readUInt32BE(entry + 16),
      // What would not become smaller lies there as it is.
      content: packed.length < length ? inflateSync(packed) : Buffer.from(packed),
    };
  });
  if (called) rename(tables.find(({ tag }) => tag.toString() === "name"), called);
  return sfnt(woff.readUInt32BE(4), tables);
}

function rename(table, [part, other]) {
  const utf16 = (text) => Buffer.from(text, "utf16le").swap16();
  for (const [from, to] of [[utf16(part), utf16(other)], [Buffer.from(part), Buffer.from(other)]]) {
    for (let at = table.content.indexOf(from); at >= 0; at = table.content.indexOf(from, at + 1)) {
      to.copy(table.content, at);
    }
  }
  table.checksum = sum(table.content);
}

// As sfnt has it: of all words of four bytes.
function sum(content) {
  const whole = Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)]);
  let total = 0;
  for (let at = 0; at < whole.length; at += 4) total = (total + whole.readUInt32BE(at)) >>> 0;
  return total;
}

function sfnt(flavour, tables) {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const head = Buffer.alloc(12 + 16 * tables.length);
  head.writeUInt32BE(flavour, 0);
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE(tables.length * 16 - power * 16, 10);
  const parts = [head];
  let offset = head.length;
  tables.forEach(({ tag, checksum, content }, place) => {
    const entry = 12 + 16 * place;
    tag.copy(head, entry);
    head.writeUInt32BE(checksum, entry + 4);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(content.length, entry + 12);
    const padding = Buffer.alloc((4 - (content.length % 4)) % 4);
    parts.push(content, padding);
    offset += content.length + padding.length;
  });
  return Buffer.concat(parts);
}
