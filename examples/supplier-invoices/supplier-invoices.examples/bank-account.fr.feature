# language: fr
Fonctionnalité : Factures avec un IBAN modifié, et petites commandes

  > Convenu avec la comptabilité et les achats le 4 novembre. Les lignes qui commencent par « > » sont des notes.

  Exemple : Nouveau fournisseur, IBAN modifié
    Parce que c’est la fraude la plus fréquente en 2025
    En cas d’erreur : critique
    Soit un cas comme INV-20193
    Et le fournisseur est « Dupont & Fils SA »
    Et le statut du fournisseur est nouveau
    Et le montant est de 12’500.50 CHF
    Et l’IBAN modifié est oui
    Et la commande manque
    Alors une personne décide

  Exemple : Le message presse de payer
    Parce que la hâte est un signe de fraude
    En cas d’erreur : grave
    Soit le statut du fournisseur est connu
    Et le montant est de 990 CHF
    Et l’IBAN modifié est non
    Et le message dit :
      """
      Merci de payer tout de suite, c’est « urgent ».
      """
    Alors la décision n’est pas payer

  Plan du scénario : Petites commandes répétées à <montant>
    En cas d’erreur : mineur
    Soit le statut du fournisseur est connu
    Et l’IBAN modifié est non
    Et le montant est de <montant>
    Et le montant commandé est de <commandé>
    Alors la décision est <décision>

    Exemples :
      | montant | commandé | décision                |
      | 480 CHF | 480 CHF  | payer                   |
      | 48 CHF  | 480 CHF  | demander au fournisseur |

  Exemple : Le centre de coûts suit la marchandise
    Soit cette facture
      | fournisseur           | « Acme SA » |
      | statut du fournisseur | connu       |
      | montant               | 480 CHF     |
      | échéance              | 31.03.2026  |
      | taux de TVA           | 8,1 %       |
    Alors la décision est payer
    Et le centre de coûts est 4410 Bureau

  Exemple : Il manque de la marchandise
    Parce que nous ne payons jamais ce qui n’est pas arrivé
    En cas d’erreur : grave
    Soit le statut du fournisseur est connu
    Et l’IBAN modifié est non
    Et le montant est de 640 CHF
    Et le montant commandé est de 640 CHF
    Et le message dit :
      """
      Remarque : livré 8 sur 10, le reste est en rupture.
      """
    Alors la décision est demander au fournisseur
