// What our suppliers sell, in three languages, and the cost centre that pays for it. The words are all that a classifier can go by.

export type Language = 'en' | 'fr' | 'de';
export const languages: readonly Language[] = ['de', 'fr', 'en'];
export type CostCentre = '4410' | '4420' | '4430' | '4440' | '4450' | '4900';
export const costCentres: readonly CostCentre[] = ['4410', '4420', '4430', '4440', '4450', '4900'];

export interface Article {
  readonly en: string;
  readonly fr: string;
  readonly de: string;
  /** Whole francs for one piece, from and to. */
  readonly price: readonly [number, number];
}

const article = (en: string, fr: string, de: string, low: number, high: number): Article => ({ en, fr, de, price: [low, high] });

export const articles: Readonly<Record<CostCentre, readonly Article[]>> = {
  '4410': [
    article('printer paper A4, box', 'papier imprimante A4, carton', 'Druckerpapier A4, Karton', 28, 64),
    article('toner cartridge black', 'cartouche de toner noir', 'Tonerkartusche schwarz', 69, 189),
    article('office chair', 'chaise de bureau', 'Bürostuhl', 240, 690),
    article('ring binders, set', 'classeurs, lot', 'Ordner, Set', 18, 46),
    article('envelopes C5', 'enveloppes C5', 'Briefumschläge C5', 22, 58),
    article('standing desk', 'bureau assis-debout', 'Stehpult', 420, 980),
    article('ballpoint pens, box', 'stylos à bille, boîte', 'Kugelschreiber, Schachtel', 12, 39),
    article('coffee beans 5 kg', 'café en grains 5 kg', 'Kaffeebohnen 5 kg', 68, 120),
    article('postage and franking', 'affranchissement', 'Porto und Frankatur', 60, 300),
  ],
  '4420': [
    article('laptop 14 inch', 'ordinateur portable 14 pouces', 'Notebook 14 Zoll', 980, 1890),
    article('software licence, one year', 'licence logicielle, un an', 'Softwarelizenz, ein Jahr', 90, 420),
    article('network switch', 'commutateur réseau', 'Netzwerk-Switch', 180, 760),
    article('cloud hosting, month', 'hébergement cloud, mois', 'Cloud-Hosting, Monat', 120, 900),
    article('monitor 27 inch', 'écran 27 pouces', 'Bildschirm 27 Zoll', 260, 540),
    article('IT support, hour', 'support informatique, heure', 'IT-Support, Stunde', 130, 190),
    article('docking station', "station d'accueil", 'Dockingstation', 140, 290),
    article('backup storage, terabyte', 'stockage de sauvegarde, téraoctet', 'Backup-Speicher, Terabyte', 45, 160),
  ],
  '4430': [
    article('cleaning of offices, month', 'nettoyage des bureaux, mois', 'Büroreinigung, Monat', 480, 1900),
    article('plumbing repair', 'réparation sanitaire', 'Sanitärreparatur', 180, 840),
    article('lift maintenance', "entretien de l'ascenseur", 'Wartung Aufzug', 290, 950),
    article('painting of a meeting room', "peinture d'une salle de réunion", 'Malerarbeiten Sitzungszimmer', 600, 2400),
    article('electrician, hour', 'électricien, heure', 'Elektriker, Stunde', 98, 145),
    article('waste disposal', 'élimination des déchets', 'Abfallentsorgung', 80, 420),
    article('snow clearing', 'déneigement', 'Schneeräumung', 150, 600),
    article('heating oil, 100 litres', 'mazout de chauffage, 100 litres', 'Heizöl, 100 Liter', 95, 130),
  ],
  '4440': [
    article('rail ticket, return', 'billet de train, aller-retour', 'Bahnbillett, retour', 48, 220),
    article('hotel night', "nuit d'hôtel", 'Hotelübernachtung', 140, 290),
    article('tyre change', 'changement de pneus', 'Reifenwechsel', 90, 380),
    article('car rental, day', 'location de voiture, jour', 'Mietwagen, Tag', 75, 190),
    article('vehicle service', 'service du véhicule', 'Fahrzeugservice', 260, 1100),
    article('taxi transfer', 'course de taxi', 'Taxifahrt', 28, 110),
    article('charging of electric cars', 'recharge de voitures électriques', 'Laden von Elektroautos', 40, 260),
  ],
  '4450': [
    article('printing of brochures', 'impression de brochures', 'Druck von Broschüren', 280, 1600),
    article('advertisement, half page', 'annonce, demi-page', 'Inserat, halbe Seite', 420, 1800),
    article('photographer, half day', 'photographe, demi-journée', 'Fotograf, halber Tag', 480, 980),
    article('trade fair stand', 'stand de foire', 'Messestand', 900, 3200),
    article('graphic design, hour', 'graphisme, heure', 'Grafik, Stunde', 110, 170),
    article('gift boxes with logo', 'coffrets cadeaux avec logo', 'Geschenkboxen mit Logo', 90, 420),
    article('newsletter dispatch', "envoi de l'infolettre", 'Newsletter-Versand', 80, 350),
  ],
  '4900': [
    article('language course', 'cours de langue', 'Sprachkurs', 320, 1400),
    article('first aid training', 'formation premiers secours', 'Nothelferkurs', 180, 760),
    article('legal advice, hour', 'conseil juridique, heure', 'Rechtsberatung, Stunde', 240, 420),
    article('translation, page', 'traduction, page', 'Übersetzung, Seite', 48, 95),
    article('membership fee', 'cotisation', 'Mitgliederbeitrag', 120, 900),
    article('safety gloves and helmets', 'gants et casques de sécurité', 'Schutzhandschuhe und Helme', 60, 340),
    article('courier delivery', 'livraison par coursier', 'Kurierlieferung', 24, 140),
  ],
};

/** Bought by several departments: nothing in the invoice says who needed it. The first centre pays in three of four cases. */
export const boughtByTwo: readonly { readonly article: Article; readonly centres: readonly [CostCentre, CostCentre] }[] = [
  { article: article('batteries and cables', 'piles et câbles', 'Batterien und Kabel', 24, 160), centres: ['4420', '4410'] },
  { article: article('desk lamp LED', 'lampe de bureau LED', 'Schreibtischlampe LED', 48, 190), centres: ['4410', '4430'] },
  { article: article('projector with screen', 'projecteur avec écran', 'Beamer mit Leinwand', 420, 1500), centres: ['4450', '4420'] },
  { article: article('catering for a seminar', 'traiteur pour un séminaire', 'Verpflegung Seminar', 260, 1500), centres: ['4900', '4450'] },
  { article: article('removal of furniture', 'déménagement de meubles', 'Umzug von Möbeln', 300, 1700), centres: ['4430', '4410'] },
  { article: article('parking permits', 'permis de stationnement', 'Parkkarten', 60, 280), centres: ['4440', '4430'] },
];

export const names = {
  head: [
    'Alpen',
    'Aare',
    'Limmat',
    'Riviera',
    'Jura',
    'Helio',
    'Nova',
    'Rhein',
    'Léman',
    'Ticino',
    'Sonnen',
    'Berg',
    'Merkur',
    'Atlas',
    'Cité',
    'Lark',
  ],
  family: [
    'Müller',
    'Meier',
    'Dubois',
    'Rochat',
    'Keller-Stein',
    'Favrod',
    'Bianchi',
    'Okafor',
    'Novák',
    'Yılmaz',
    'Berisha',
    'Schärer',
    'Perrin',
    'Whitlock',
  ],
  trade: {
    '4410': { de: ['Büro', 'Papier', 'Bürobedarf'], fr: ['Bureau', 'Papeterie'], en: ['Office Supply', 'Stationers'] },
    '4420': { de: ['Informatik', 'Netz', 'IT'], fr: ['Informatique', 'Réseaux'], en: ['Systems', 'Cloud Services'] },
    '4430': { de: ['Gebäudetechnik', 'Reinigung', 'Sanitär'], fr: ['Nettoyage', 'Bâtiment'], en: ['Facilities', 'Building Care'] },
    '4440': { de: ['Garage', 'Reisen', 'Mobilität'], fr: ['Voyages', 'Mobilité'], en: ['Travel', 'Fleet'] },
    '4450': { de: ['Druckerei', 'Werbung', 'Messebau'], fr: ['Imprimerie', 'Publicité'], en: ['Print', 'Media'] },
    '4900': { de: ['Akademie', 'Handel', 'Beratung'], fr: ['Formation', 'Conseil'], en: ['Training', 'Trading'] },
  } satisfies Record<CostCentre, Record<Language, readonly string[]>>,
  form: { de: ['AG', 'GmbH', '& Co. AG'], fr: ['SA', 'Sàrl', '& Fils SA'], en: ['Ltd', 'GmbH', 'Inc.'] } satisfies Record<
    Language,
    readonly string[]
  >,
} as const;
