// What counts as the same when it is searched for: letters without case and marks, words without apostrophes. Chinese and
// Japanese, which write no spaces, are words of one character each. A name without any letter (“!!!”, “÷”) is a word as it is.
import { LONGEST_FIELD, LONGEST_WORD } from './limits';

/** Letters that Unicode doesn't take apart, as they are typed where the keyboard lacks them. */
const TYPED_AS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' },
  ...{ ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i', ς: 'σ' },
};
const UNDIVIDED = /[ßæœþøłđðıς]/g;
const MARKS = /\p{M}+/gu;
const APOSTROPHES = /['’ʼ`´]/g;
const ALONE = /(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/gu;
const WORDS = /[\p{L}\p{N}]+/gu;
const INVISIBLE = /[\s\p{C}]+/gu;
const ASCII = /^[\x00-\x7f]*$/;

/** The words of a text, folded, in order. */
export function wordsOf(text: string): readonly string[] {
  const clipped = text.slice(0, LONGEST_FIELD);
  const folded = ASCII.test(clipped) ? clipped.toLowerCase() : fold(clipped);
  const words = folded.replace(APOSTROPHES, '').match(WORDS) ?? [folded.replace(INVISIBLE, '')];
  return words.filter((word) => word !== '').map((word) => word.slice(0, LONGEST_WORD));
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(UNDIVIDED, (letter) => TYPED_AS[letter] ?? letter)
    .replace(ALONE, ' $& ');
}
