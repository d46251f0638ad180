"""Who works at a demo customer: made-up people, in numbers that small and large companies have."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_NAMES = """Ada Agnes Aiko Alba Amina Anneke Anton Bela Bruno Carla Chiara Dario Dunja Edda Elif Emil Fadi Farah Filip
Greta Hana Hugo Ilse Imre Ines Ivo Jana Jonas Kaito Karin Katya Lena Levi Lidia Luca Maja Marek Mina Nadia Nils Nora Omar
Oskar Petra Pia Rafa Rania Rosa Sami Sanne Selma Simon Sofia Tamar Tess Theo Tomas Ulla Vera Wim Yara Yuki Zeno Zita"""
LAST_NAMES = """Adler Albers Almeida Bakker Barros Bielak Bramante Brandt Castell Cermak Correia Dahl Dekker Dimou Duval
Eklund Falk Farkas Ferro Galvan Gruber Haddad Halme Hansson Ito Jansen Kallas Kato Keller Kovar Kruger Lange Leroux Lindt
Lopes Maas Malik Marin Mendel Moreau Mori Nagy Navarro Nemec Novak Okafor Olsen Pavlov Peters Pinto Rado Ramos Ricci Rossi
Sandberg Santos Sato Silva Sommer Tanaka Tellier Toth Vance Vidal Visser Vogel Weber Wolff Zeman"""
# (share of customers, fewest and most seats): most have one or two, a few have dozens, some none yet.
SIZES = ((0.24, 0, 0), (0.56, 1, 1), (0.15, 2, 3), (0.04, 4, 9), (0.01, 12, 34))


@dataclass(frozen=True)
class Colleague:
    first_name: str
    last_name: str
    email: str
    accepted: bool  # False for the one in nine who has not set a password yet


def colleagues(company_email: str, *, chance: random.Random) -> Iterator[Colleague]:
    """The people of the company whose contact address this is; at its domain, none twice, the first one its owner."""
    _, fewest, most = chance.choices(SIZES, weights=[share for share, *_ in SIZES])[0]
    domain, taken = company_email.partition("@")[2], {company_email}
    for number in range(chance.randint(fewest, most)):
        first, last = chance.choice(FIRST_NAMES.split()), chance.choice(LAST_NAMES.split())
        email = f"{first}.{last}@{domain}".lower()
        if email not in taken:
            taken.add(email)
            yield Colleague(first, last, email, accepted=number == 0 or chance.random() > 0.11)
