# language: de
Funktionalität: Rechnungen mit geänderter IBAN, und kleine Bestellungen

  > Vereinbart mit der Buchhaltung und dem Einkauf am 4. November. Zeilen, die mit „>“ beginnen, sind Notizen.

  Beispiel: Neuer Lieferant, neue Bankverbindung
    Weil geänderte IBANs 2025 der häufigste Betrug waren
    Falls falsch: kritisch
    Angenommen ein Fall wie INV-20193
    Und der Lieferant ist „Meier & Co. AG“
    Und der Lieferantenstatus ist neu
    Und der Betrag beträgt 12’500.50 CHF
    Und die IBAN-Änderung ist ja
    Und die Bestellung fehlt
    Dann entscheidet ein Mensch

  Beispiel: Die Nachricht drängt zur Zahlung
    Weil Eile ein Zeichen von Betrug ist
    Falls falsch: schwer
    Angenommen der Lieferantenstatus ist bekannt
    Und der Betrag beträgt 990 CHF
    Und die IBAN-Änderung ist nein
    Und die Nachricht lautet:
      """
      Bitte sofort zahlen, „dringend“.
      """
    Dann ist die Entscheidung nicht zahlen

  Szenariogrundriss: Kleine Wiederholungen zu <Betrag>
    Falls falsch: gering
    Angenommen der Lieferantenstatus ist bekannt
    Und die IBAN-Änderung ist nein
    Und der Betrag beträgt <Betrag>
    Und der bestellte Betrag beträgt <bestellt>
    Dann lautet die Entscheidung <Entscheidung>

    Beispiele:
      | Betrag  | bestellt | Entscheidung               |
      | 480 CHF | 480 CHF  | zahlen                     |
      | 48 CHF  | 480 CHF  | beim Lieferanten nachfragen |

  Beispiel: Die Kostenstelle folgt der Ware
    Angenommen diese Rechnung
      | Lieferant        | „Acme GmbH“ |
      | Lieferantenstatus | bekannt    |
      | Betrag           | 480 CHF     |
      | Fälligkeit       | 31.03.2026  |
      | MwSt-Satz        | 8,1 %       |
    Dann lautet die Entscheidung zahlen
    Und ist die Kostenstelle 4410 Büro

  Beispiel: Ware fehlt
    Weil wir nie bezahlen, was nicht angekommen ist
    Falls falsch: schwer
    Angenommen der Lieferantenstatus ist bekannt
    Und die IBAN-Änderung ist nein
    Und der Betrag beträgt 640 CHF
    Und der bestellte Betrag beträgt 640 CHF
    Und die Nachricht lautet:
      """
      Hinweis: geliefert 8 von 10, der Rest ist im Rückstand.
      """
    Dann lautet die Entscheidung beim Lieferanten nachfragen
