// Deutsch: wie Sätze gesagt und hinterfragt werden. Die erste Vorlage einer Zeile ist die geschriebene Form.
import type { Language } from '../../core/agreement.ts';
import type { Words } from './words.ts';

const q = (text: string): string => `„${text}“`;
const languageNames: Readonly<Record<Language, string>> = { en: 'Englisch', fr: 'Französisch', de: 'Deutsch' };
const things = { money: 'kein Betrag', number: 'keine Zahl', date: 'kein Datum' } as const;

export const de: Words = {
  articles: ['der ', 'die ', 'das '],
  yes: 'ja',
  no: 'nein',
  quotes: { open: '„', close: '“', closing: /[“”]/g },
  percent: { written: ' %', read: ['%', 'prozent'] },
  inProportion: 'im Verhältnis',
  points: ['Punkte', 'Prozentpunkte'],
  templates: {
    above: [
      '{field} liegt über {value}',
      '{field} übersteigt {value}',
      '{field} ist höher als {value}',
      '{field} ist größer als {value}',
      '{field} ist grösser als {value}',
    ],
    atLeast: ['{field} beträgt mindestens {value}', '{field} ist mindestens {value}', '{field} liegt bei mindestens {value}'],
    below: ['{field} liegt unter {value}', '{field} ist tiefer als {value}', '{field} ist niedriger als {value}', '{field} ist kleiner als {value}'],
    atMost: ['{field} beträgt höchstens {value}', '{field} ist höchstens {value}', '{field} liegt bei höchstens {value}'],
    after: ['{field} liegt nach dem {value}', '{field} liegt nach {value}', '{field} ist nach dem {value}'],
    from: ['{field} liegt frühestens am {value}', '{field} ist frühestens am {value}'],
    before: ['{field} liegt vor dem {value}', '{field} liegt vor {value}', '{field} ist vor dem {value}'],
    until: ['{field} liegt spätestens am {value}', '{field} ist spätestens am {value}'],
    is: ['{field} ist {value}', '{field} lautet {value}', '{field}: {value}'],
    isNot: ['{field} ist nicht {value}', '{field} lautet nicht {value}'],
    amounts: ['{field} beträgt {value}'],
    amountsNot: ['{field} beträgt nicht {value}'],
    on: ['{field} ist der {value}', '{field} ist am {value}'],
    onNot: ['{field} ist nicht der {value}', '{field} ist nicht am {value}'],
    missing: ['{field} fehlt', 'es gibt keine {bare}', 'es gibt keinen {bare}', 'es gibt kein {bare}'],
    notMissing: ['{field} fehlt nicht', '{field} ist vorhanden'],
    differs: ['{field} und {other} weichen um mehr als {by} voneinander ab'],
    decision: ['die Entscheidung lautet {decision}', 'die Entscheidung ist {decision}'],
    decisionNot: ['die Entscheidung lautet nicht {decision}', 'die Entscheidung ist nicht {decision}'],
    person: ['ein Mensch entscheidet', 'entscheidet ein Mensch'],
    nobody: ['niemand muss hinsehen', 'muss niemand hinsehen'],
    team: ['der Fall geht an {team}', 'geht der Fall an {team}'],
  },
  negations: ['nicht', 'kein', 'keine', 'keinen', 'keiner', 'nie', 'nein', 'ohne', 'weder', 'noch'],
  negativePrefixes: ['un', 'in', 'im', 'ir', 'nicht', 'nicht-', 'miss', 'ent', 'k'],
  opposites: [
    [
      ['über', 'übersteigt', 'höher', 'größer', 'grösser', 'mindestens', 'nach', 'frühestens'],
      ['unter', 'tiefer', 'niedriger', 'kleiner', 'höchstens', 'vor', 'spätestens'],
    ],
    [['ja'], ['nein']],
  ],
  joins: ['und', 'oder', 'aber'],
  kinds: {
    text: 'ein Text',
    choice: 'eine Auswahl',
    money: 'ein Geldbetrag',
    number: 'eine Zahl',
    date: 'ein Datum',
    yesno: 'ein Ja oder Nein',
    file: 'eine Datei',
  },
  say: {
    unknownField: (name, fields) => ({
      message: `Dieser Prozess kennt ${q(name)} nicht.`,
      why: 'Eine Regel liest die Felder des Falls, nie den Text der KI.',
      do: `Er kennt: ${fields}.`,
    }),
    noOrder: (label, kind, example) => ({
      message: `${q(label)} ist ${kind}; ein Darüber oder Darunter gibt es dafür nicht.`,
      why: 'Nur Beträge, Zahlen und Daten haben eine Reihenfolge.',
      do: `Schreiben Sie zum Beispiel: ${example}`,
    }),
    noBeforeAfter: (label, kind, example) => ({
      message: `${q(label)} ist ${kind}; ein Vorher oder Nachher gibt es dafür nicht.`,
      why: 'Vor und nach gelten für Daten.',
      do: `Schreiben Sie zum Beispiel: ${example}`,
    }),
    noDifference: (label, kind) => ({
      message: `${q(label)} ist ${kind}; eine Abweichung lässt sich damit nicht berechnen.`,
      why: 'Eine Abweichung braucht zwei Beträge oder zwei Zahlen.',
      do: 'Nennen Sie zwei Beträge oder zwei Zahlen.',
    }),
    unlike: (a, b) => ({
      message: `${q(a)} und ${q(b)} haben nicht dieselbe Einheit.`,
      why: 'Es wird nichts umgerechnet; ihre Abweichung hätte keinen Sinn.',
      do: 'Nennen Sie zwei Felder mit derselben Währung oder Einheit.',
    }),
    sameField: (label) => ({
      message: `${q(label)} wird mit sich selbst verglichen.`,
      why: 'Es weicht nie von sich ab; die Regel hielte nie einen Fall an.',
      do: 'Nennen Sie als Zweites ein anderes Feld.',
    }),
    onlyMissing: (label, example) => ({
      message: `${q(label)} ist eine Datei; sie kann nur fehlen oder nicht fehlen.`,
      why: 'Eine Regel liest nicht in Dateien.',
      do: `Schreiben Sie zum Beispiel: ${example}`,
    }),
    badChoice: (value, label, possible) => ({
      message: `${q(value)} ist kein möglicher Wert für ${q(label)}.`,
      why: 'Eine Regel mit einem Wert, den es nicht gibt, hielte nie einen Fall an.',
      do: `Möglich sind: ${possible}.`,
    }),
    badYesNo: (value, label) => ({
      message: `${q(label)} ist ja oder nein, nicht ${q(value)}.`,
      why: 'Eine Regel mit einem Wert, den es nicht gibt, hielte nie einen Fall an.',
      do: 'Schreiben Sie ja oder nein.',
    }),
    badQuantity: (value, type, label, example) => ({
      message: `${q(value)} ist ${things[type]} für ${q(label)}.`,
      why: 'Was sich nicht sicher lesen lässt, wird nicht geraten.',
      do: `Schreiben Sie zum Beispiel ${example}.`,
    }),
    negative: (value) => ({
      message: `Um mehr als ${value}: eine Abweichung ist nie negativ.`,
      why: 'Die Regel gälte für jeden Fall.',
      do: 'Schreiben Sie eine Zahl ab 0.',
    }),
    tooFine: (value, currency, digits) => ({
      message: `${q(value)} hat mehr Nachkommastellen als ${currency}.`,
      why: `${currency} hat ${digits} Nachkommastellen.`,
      do: 'Streichen Sie die letzten Ziffern.',
    }),
    foreignNumber: (value, right) => ({
      message: `So werden Zahlen in dieser Datei nicht geschrieben: ${q(value)}.`,
      why: 'Eine Schreibweise je Datei; anderswo bedeuten dieselben Zeichen etwas anderes.',
      do: `Schreiben Sie ${right}.`,
    }),
    ambiguousNumber: (value, one, other) => ({
      message: `Ist ${value} ${one} oder ${other}?`,
      why: 'Drei Ziffern nach einem Zeichen können Tausender oder Nachkommastellen sein; wir raten nicht.',
      do: `Schreiben Sie ${one} oder ${other}.`,
    }),
    unknownCurrency: (word, currency) => ({
      message: `${q(word)} ist keine Währung.`,
      why: 'Währungen sind die drei Buchstaben aus ISO 4217.',
      do: `Schreiben Sie ${currency}.`,
    }),
    otherCurrency: (word, currency, label) => ({
      message: `${q(label)} steht in ${currency}, nicht in ${word}.`,
      why: 'Es wird nichts umgerechnet.',
      do: `Schreiben Sie den Betrag in ${currency}.`,
    }),
    unknownUnit: (word, label, unit) => ({
      message:
        unit === null ? `${q(label)} hat keine Einheit, geschrieben steht aber ${q(word)}.` : `${q(label)} steht in ${unit}, nicht in ${q(word)}.`,
      why: 'Es wird nichts umgerechnet.',
      do: unit === null ? 'Schreiben Sie die Zahl allein.' : `Schreiben Sie die Zahl mit ${unit} oder allein.`,
    }),
    unclearDifference: (value, one, other) => ({
      message: `Um mehr als ${value}: sind das ${one} oder ${other}?`,
      why: 'Beides kann gemeint sein; wir raten nicht.',
      do: `Schreiben Sie ${one} oder ${other}.`,
    }),
    unquoted: (value, label, quoted) => ({
      message: `${q(label)} ist ein Text, und ${value} steht ohne Anführungszeichen.`,
      why: 'Ohne Zeichen könnte ein Tippfehler unbemerkt zu einem Text werden.',
      do: `Schreiben Sie ${quoted}.`,
    }),
    unclosed: () => ({
      message: 'Ein Anführungszeichen wird geöffnet und nie geschlossen.',
      why: 'Es ist nicht klar, wo der Text endet.',
      do: 'Schließen Sie es mit demselben Zeichen. Ein Zeichen im Text wird doppelt geschrieben.',
    }),
    foreignLanguage: (looksLike, file) => ({
      message: `Das sieht nach ${languageNames[looksLike]} aus; die Datei ist auf ${languageNames[file]}.`,
      why: 'Alle Sätze einer Datei stehen in einer Sprache.',
      do: `Schreiben Sie ihn auf ${languageNames[file]}, oder ändern Sie „sentences:“.`,
    }),
    ambiguous: (one, other) => ({
      message: `Das kann zweierlei heißen: ${one} | ${other}`,
      why: 'Zwei Namen oder Werte passen auf dieselben Wörter.',
      do: 'Schreiben Sie es so, dass nur eines passt: ein anderer Name, oder der Wert in Anführungszeichen.',
    }),
    oneAtATime: () => ({
      message: 'Dieser Satz sagt zweierlei.',
      why: 'Jede Regel ist ein Satz, und eine davon genügt, damit ein Mensch entscheidet.',
      do: 'Für „oder“ schreiben Sie zwei Sätze. „Und“ lässt sich in einer Regel nicht sagen.',
    }),
    unknownSentence: (sentence, forms) => ({
      message: `Ich verstehe ${q(sentence)} nicht.`,
      why: 'Was nicht sicher verstanden wird, wird nicht geraten.',
      do: `Sie können schreiben: ${forms}`,
    }),
  },
};
