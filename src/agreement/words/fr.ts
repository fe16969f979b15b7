// Français : comment les phrases se disent et se discutent. Le premier modèle d'une ligne est la forme écrite.
import type { Language } from '../../core/agreement.ts';
import type { Words } from './words.ts';

const q = (text: string): string => `« ${text} »`;
const looks: Readonly<Record<Language, string>> = { en: "de l'anglais", fr: 'du français', de: "de l'allemand" };
const names: Readonly<Record<Language, string>> = { en: 'anglais', fr: 'français', de: 'allemand' };
const things = { money: 'un montant', number: 'un nombre', date: 'une date' } as const;

export const fr: Words = {
  articles: ['le ', 'la ', 'les ', "l'"],
  yes: 'oui',
  no: 'non',
  quotes: { open: '« ', close: ' »', closing: /»/g },
  percent: { written: ' %', read: ['%', 'pour cent'] },
  inProportion: 'en proportion',
  points: ['points', 'points de pourcentage'],
  templates: {
    above: [
      '{field} dépasse {value}',
      '{field} est supérieur à {value}',
      '{field} est supérieure à {value}',
      '{field} est au-dessus de {value}',
      '{field} est de plus de {value}',
    ],
    atLeast: ["{field} est d'au moins {value}", '{field} est au moins de {value}'],
    below: [
      '{field} est en dessous de {value}',
      '{field} est inférieur à {value}',
      '{field} est inférieure à {value}',
      '{field} est de moins de {value}',
    ],
    atMost: ["{field} est d'au plus {value}", '{field} est au plus de {value}'],
    after: ['{field} est après le {value}', '{field} est après {value}'],
    from: ['{field} est au plus tôt le {value}'],
    before: ['{field} est avant le {value}', '{field} est avant {value}'],
    until: ['{field} est au plus tard le {value}'],
    is: ['{field} est {value}', '{field} : {value}'],
    isNot: ["{field} n'est pas {value}"],
    amounts: ['{field} est de {value}', "{field} s'élève à {value}"],
    amountsNot: ["{field} n'est pas de {value}"],
    on: ['{field} est le {value}'],
    onNot: ["{field} n'est pas le {value}"],
    missing: ['{field} manque', "il n'y a pas de {bare}", "il n'y a pas d'{bare}"],
    notMissing: ['{field} ne manque pas', '{field} est présent', '{field} est présente'],
    differs: ["{field} et {other} s'écartent de plus de {by}", '{field} et {other} diffèrent de plus de {by}'],
    decision: ['la décision est {decision}'],
    decisionNot: ["la décision n'est pas {decision}"],
    person: ['une personne décide'],
    nobody: ["personne n'a besoin de regarder"],
    team: ['le dossier va à {team}'],
  },
  negations: ['pas', 'ne', "n'est", "n'y", 'non', 'aucun', 'aucune', 'jamais', 'sans', 'ni'],
  negativePrefixes: ['in', 'im', 'ir', 'il', 'non', 'non-', 'dés', 'dé', 'dis', 'mé', 'mal'],
  opposites: [
    [
      ['dépasse', 'supérieur', 'supérieure', 'au-dessus', 'moins', 'après', 'tôt'],
      ['dessous', 'inférieur', 'inférieure', 'plus', 'avant', 'tard'],
    ],
    [['oui'], ['non']],
  ],
  joins: ['et', 'ou', 'mais'],
  kinds: {
    text: 'un texte',
    choice: 'un choix',
    money: "une somme d'argent",
    number: 'un nombre',
    date: 'une date',
    yesno: 'un oui ou non',
    file: 'un fichier',
  },
  say: {
    unknownField: (name, fields) => ({
      message: `Ce processus ne connaît pas ${q(name)}.`,
      why: "Une règle lit les champs du cas, jamais le texte de l'IA.",
      do: `Il connaît : ${fields}.`,
    }),
    noOrder: (label, kind, example) => ({
      message: `${q(label)} est ${kind} ; il n'y a ni au-dessus ni en dessous.`,
      why: 'Seuls les montants, les nombres et les dates ont un ordre.',
      do: `Écrivez par exemple : ${example}`,
    }),
    noBeforeAfter: (label, kind, example) => ({
      message: `${q(label)} est ${kind} ; il n'y a ni avant ni après.`,
      why: 'Avant et après sont pour les dates.',
      do: `Écrivez par exemple : ${example}`,
    }),
    noDifference: (label, kind) => ({
      message: `${q(label)} est ${kind} ; aucun écart ne peut en être calculé.`,
      why: 'Un écart demande deux montants ou deux nombres.',
      do: 'Nommez deux montants ou deux nombres.',
    }),
    unlike: (a, b) => ({
      message: `${q(a)} et ${q(b)} ne sont pas dans la même unité.`,
      why: "Rien n'est converti : leur écart n'a pas de sens.",
      do: 'Nommez deux champs de la même monnaie ou unité.',
    }),
    sameField: (label) => ({
      message: `${q(label)} est comparé à lui-même.`,
      why: "Il ne s'écarte jamais de lui-même : cette règle n'arrêterait jamais un cas.",
      do: 'Nommez un autre champ en second.',
    }),
    onlyMissing: (label, example) => ({
      message: `${q(label)} est un fichier ; il peut seulement manquer ou ne pas manquer.`,
      why: 'Une règle ne lit pas dans les fichiers.',
      do: `Écrivez par exemple : ${example}`,
    }),
    badChoice: (value, label, possible) => ({
      message: `${q(value)} n'est pas une valeur possible de ${q(label)}.`,
      why: "Une règle dont la valeur n'existe pas n'arrêterait jamais un cas.",
      do: `Sont possibles : ${possible}.`,
    }),
    badYesNo: (value, label) => ({
      message: `${q(label)} est oui ou non, pas ${q(value)}.`,
      why: "Une règle dont la valeur n'existe pas n'arrêterait jamais un cas.",
      do: 'Écrivez oui ou non.',
    }),
    badQuantity: (value, type, label, example) => ({
      message: `${q(value)} n'est pas ${things[type]} pour ${q(label)}.`,
      why: 'Ce qui ne se lit pas avec certitude ne se devine pas.',
      do: `Écrivez par exemple ${example}.`,
    }),
    negative: (value) => ({
      message: `Un écart de plus de ${value} : un écart n'est jamais négatif.`,
      why: 'La règle serait vraie pour chaque cas.',
      do: 'Écrivez un nombre à partir de 0.',
    }),
    tooFine: (value, currency, digits) => ({
      message: `${q(value)} a plus de décimales que ${currency}.`,
      why: `${currency} a ${digits} décimales.`,
      do: 'Supprimez les derniers chiffres.',
    }),
    foreignNumber: (value, right) => ({
      message: `${q(value)} n'est pas la façon d'écrire les nombres dans ce fichier.`,
      why: 'Une seule façon par fichier ; ailleurs les mêmes signes ont un autre sens.',
      do: `Écrivez ${right}.`,
    }),
    ambiguousNumber: (value, one, other) => ({
      message: `${value}, est-ce ${one} ou ${other} ?`,
      why: 'Trois chiffres après un seul signe : milliers ou décimales ; nous ne devinons pas.',
      do: `Écrivez ${one} ou ${other}.`,
    }),
    unknownCurrency: (word, currency) => ({
      message: `${q(word)} n'est pas une monnaie.`,
      why: "Les monnaies sont les trois lettres d'ISO 4217.",
      do: `Écrivez ${currency}.`,
    }),
    otherCurrency: (word, currency, label) => ({
      message: `${q(label)} est en ${currency}, pas en ${word}.`,
      why: "Rien n'est converti.",
      do: `Écrivez le montant en ${currency}.`,
    }),
    unknownUnit: (word, label, unit) => ({
      message: unit === null ? `${q(label)} n'a pas d'unité, mais ${q(word)} est écrit.` : `${q(label)} est en ${unit}, pas en ${q(word)}.`,
      why: "Rien n'est converti.",
      do: unit === null ? 'Écrivez le nombre seul.' : `Écrivez le nombre avec ${unit}, ou seul.`,
    }),
    unclearDifference: (value, one, other) => ({
      message: `De plus de ${value} : est-ce ${one} ou ${other} ?`,
      why: 'Les deux sont possibles ; nous ne devinons pas.',
      do: `Écrivez ${one} ou ${other}.`,
    }),
    unquoted: (value, label, quoted) => ({
      message: `${q(label)} est un texte, et ${value} est sans guillemets.`,
      why: 'Sans guillemets, une faute de frappe pourrait devenir un texte sans que personne le voie.',
      do: `Écrivez ${quoted}.`,
    }),
    unclosed: () => ({
      message: "Un guillemet s'ouvre et ne se ferme jamais.",
      why: 'On ne sait pas où le texte finit.',
      do: "Fermez-le par le même genre de guillemet. Un guillemet dans le texte s'écrit deux fois.",
    }),
    foreignLanguage: (looksLike, file) => ({
      message: `Ceci ressemble à ${looks[looksLike]} ; le fichier dit ${names[file]}.`,
      why: "Toutes les phrases d'un fichier sont dans une seule langue.",
      do: `Écrivez-la en ${names[file]}, ou changez « sentences: ».`,
    }),
    ambiguous: (one, other) => ({
      message: `Ceci peut dire deux choses : ${one} | ${other}`,
      why: 'Deux noms ou valeurs vont avec les mêmes mots.',
      do: 'Écrivez pour que seul un sens reste : un autre nom, ou la valeur entre guillemets.',
    }),
    oneAtATime: () => ({
      message: 'Cette phrase dit deux choses.',
      why: "Chaque règle est une phrase, et une seule suffit pour qu'une personne décide.",
      do: 'Pour « ou », écrivez deux phrases. « Et » ne peut pas se dire dans une règle.',
    }),
    unknownSentence: (sentence, forms) => ({
      message: `Je ne comprends pas ${q(sentence)}.`,
      why: 'Ce qui ne se comprend pas avec certitude ne se devine pas.',
      do: `Vous pouvez écrire : ${forms}`,
    }),
  },
};
