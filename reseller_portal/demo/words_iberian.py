"""Portuguese (Portugal and Brazil) and Spanish vocabulary; ``of`` carries its preposition."""

_PORTUGUESE_FIRMS = """
{mark} Media | {mark} Produções | {mark} Filmes | {mark} Legendagem | {mark} Formação | {mark} Podcasts
{mark} Áudio
{mark} Edições | {mark} Traduções | {mark} Audiolivros | {mark} Comunicação | {mark} Transcrições
{mark} Eventos
{mark} Telemarketing | {mark} Diagnóstico | {mark} Sondagens | {mark} Conteúdos | {mark} Dobragens
{mark} Arquivo
{mark} Dentária | {mark} Peritagens | {mark} Studios | {mark} Som | {mark} Audiovisuais
{mark} Estenografia
Editora {mark} | Estúdios {mark} | Rádio {mark} | Produtora {mark} | Livraria {mark} | Gráfica {of}
Jornal {of}
Oficina {of} | Vozes {of} | Cinema {of} | Centro de Contacto {mark} | Laboratório {of} | Palavras {of}
Antena {mark} | Emissora {of} | Imprensa {of} | Imagiologia {of} | Revista {mark} | Ecos {of}
"""

_PORTUGUESE_PLAIN = """
{mark} Advogados | {mark} Seguros | Clínica {of} | Hospital {of} | Fundação {mark} | Instituto {of}
Teatro {of}
Associação {mark} | Cooperativa {of} | {pair} & {pair} Advogados | Policlínica {of} | {mark} Mediação
Consultório {of} | Museu {of} | Academia {of} | {mark} Saúde | Centro Médico {of} | {mark} Psicologia
Farmácia {of} | Hospital Veterinário {of} | Câmara Municipal de {town} | Universidade de {town}
Biblioteca Municipal de {town} | Conservatório de {town} | Arquivo Municipal de {town}
"""

_PORTUGUESE_MARKS = """
Casa Amarela | Maré Alta | Vento Norte | Figueira Brava | Pedra Clara | Ria Azul | Monte Sereno
Farol Velho
Azinheira | Rosmaninho | Alfazema | Gaivota | Andorinha | Estrela do Cais | Ponte Larga | Lua de Março
Giesta
Cais da Palavra | Medronho | Alecrim | Horta Velha | Cotovia | Lagoa Funda | Sobreiro | Areal | Neblina
Porto Calmo | Serra Clara | Orvalho | Laranjal | Salina | Urze | Moinho Azul | Margem | Terra Lenta | Poente
Noitibó | Rio Manso | Pinhal | Sete Ecos | Linha d'Água | Levante | Barco Verde | Búzio | Bruma
Raiz Quadrada
Semente | Eco do Vale | Janela Aberta | Pátio das Letras | Azulejo | Candeia | Limoeiro | Papoila | Trigal
Zimbro | Marmeleiro | Vaga Mansa | Claraboia | Bom Ouvido | Duas Margens | Esteva | Flor de Sal
Guarda-Rios
Hortelã | Ilha Clara | Jasmim | Lápis Azul | Maçanita | Nascente | Ouriço | Primeira Voz | Quatro Ventos
Roda de Água | Torre Branca | Uva Tinta | Verde Pinho | Xisto
"""

_PORTUGUESE_OF = """
da Ria | do Farol | das Andorinhas | dos Moinhos | da Ponte Velha | do Cais | da Encosta | do Sobreiral
das Marés | do Alecrim | da Fonte Nova | do Outeiro | da Lezíria | dos Pinheiros | da Falésia | do Pomar
das Amoreiras Bravas | da Calçada | do Mirante | da Enseada | do Vale Fundo | da Praça Velha | das Giestas
do Monte Alto | da Alameda | dos Loureiros | da Barca | do Relógio | das Dunas | da Cotovia | do Lagar
"""

_PORTUGUESE_PAIRS = """
Lousa | Tinteiro | Cedro | Maré | Ardósia | Vime | Onda | Xisto | Âncora | Pluma | Freixo | Seixo
Brisa | Urze
Bússola | Granito
"""

PORTUGUESE = {
    "firms": _PORTUGUESE_FIRMS,
    "plain": _PORTUGUESE_PLAIN
    + """
Junta de Freguesia de {town} | Tribunal Judicial de {town} | Assembleia Municipal de {town}
Misericórdia de {town} | Politécnico de {town} | Unidade de Saúde Familiar {mark}
""",
    "mark": _PORTUGUESE_MARKS,
    "of": _PORTUGUESE_OF,
    "pair": _PORTUGUESE_PAIRS,
    "town": """
Vale Sereno | Ribeira Clara | Montalvar | Pedrozelo | Santa Iria do Monte | Aldeia das Urzes | Porto Sereno
Vila Marinha | Alcorvel | Sobral de Cima | Fonte Longa | Casal do Vento | Moinhos Velhos | Olivais do Sul
""",
}

BRAZILIAN = {
    "firms": _PORTUGUESE_FIRMS.replace("Contacto", "Contato")
    .replace("Dobragens", "Dublagens")
    .replace("Sondagens", "Pesquisas")
    .replace("Peritagens", "Perícias")
    .replace("Dentária", "Odontologia")
    .replace("Formação", "Treinamentos")
    .replace("{mark} Media", "{mark} Mídia"),
    "plain": _PORTUGUESE_PLAIN
    + """
Prefeitura de {town} | Fórum da Comarca de {town} | Faculdade de {town} | Santa Casa de {town}
Cartório {of} | Defensoria Pública de {town}
""",
    "mark": """
Ipê Roxo | Jabuticaba | Sabiá | Araucária | Mandacaru | Buriti | Jacarandá | Tuiuiú | Cajueiro | Pitanga
Igarapé
Aroeira | Capim Dourado | Jatobá | Taquara | Bem-te-vi | Serra Azul
Vereda Clara
Morro Verde | Casa de Taipa | Varanda | Rede Branca | Maré Cheia | Sol de Maio | Lua Nova | Rio Fundo
Pedra Lisa
Voz da Mata | Estrada Real Norte | Café com Prosa | Onda Curta | Boa Conversa | Arara Azul | Umbuzeiro
Flor do Cerrado | Chapada Alta | Manacá | Samambaia | Carnaubal | Vento Leste | Farol do Norte | Garoa
Palmeiral
""",
    "of": """
da Chapada | do Ipê | das Palmeiras | dos Buritis | da Serra Verde | do Farol | da Enseada | do Igarapé
da Praia
das Araras | do Cerrado | da Várzea | do Mirante | da Ladeira | dos Coqueiros | da Restinga | do Sertão
da Mata
""",
    "pair": _PORTUGUESE_PAIRS,
    "town": """
Serra do Buriti | Nova Aroeira | Campo Claro | Ribeirão das Pitangas | Lagoa Mansa | Morro dos Ventos
Santa Rita do Ipê | Porto das Araras | Vereda Grande do Norte
""",
}

SPANISH = {
    "firms": """
{mark} Producciones | {mark} Medios | {mark} Films | {mark} Subtitulado | {mark} Formación | {mark} Audio
{mark} Podcasts | {mark} Traducciones | {mark} Comunicación | {mark} Audiolibros | {mark} Eventos
{mark} Doblaje
{mark} Transcripciones | {mark} Peritos | {mark} Dental | {mark} Contenidos | {mark} Documentales
{mark} Teleatención | {mark} Encuestas | {mark} Congresos | {mark} Diagnóstico | {mark} Interpretación
Editorial {mark} | Estudios {mark} | Radio {mark} | Productora {mark} | Imprenta {of}
Librería {of}
Voces {of} | Talleres {of} | Cine {of} | Laboratorio {of} | Diario {of} | Centro de Llamadas {mark}
Ecos {of}
Televisión {of} | Relatos {of} | Emisora {of} | Gaceta {of}
""",
    "plain": """
{mark} Abogados | {mark} Seguros | Clínica {of} | Hospital {of} | Fundación {mark} | Bufete {mark}
Teatro {of}
Asociación {mark} | Notaría {of} | {pair} y {pair} Abogados | {mark} Procuradores | Centro Médico {of}
Mutua {of} | Instituto {of} | Policlínica {of} | {mark} Salud | Academia {of} | Residencia {of}
Ayuntamiento de {town} | Universidad de {town} | Audiencia de {town} | Juzgados de {town}
Biblioteca de {town}
Diputación de {town} | Colegio de Abogados de {town} | Archivo Municipal de {town}
""",
    "mark": """
Marea Clara | Casa Roja | Viento Sur | Piedra Alta | Luna de Abril | Olivo Viejo | Ría Blanca | Encina
Golondrina
Tinta Fresca | Faro Norte | Almendro | Siete Leguas | Brisa Larga | Jara | Romero Alto | Orilla Izquierda
Gorrión | Madreselva | Buen Eco | Alondra | Ventana Abierta | Tomillo | Palabra Viva | Nogal | Cordel
Estela Gris
Albahaca | Molino Nuevo | Pizarra | Azahar | Sierra Callada | Abubilla | Barro Cocido | Cigüeña
Dos Orillas
Enebro | Fresno Alto | Girasol | Hierbabuena | Isla Calma | Jilguero | Lavanda | Mirlo | Nube Baja
Ola Verde
Puente Viejo | Quejigo | Retama | Sauce | Tejo | Umbría | Vencejo | Yedra | Zarza | Ñandú Azul
""",
    "of": """
del Faro | de la Alameda | del Olivar | de las Dunas | de los Almendros | del Puente | de la Ribera
del Molino
de la Colina | de las Golondrinas | del Arrecife | de la Fuente | del Mirador | de los Álamos | de la Encina
del Estuario | de la Campana | de las Salinas | del Reloj | de la Vega Alta | del Romeral | de los Tilos
""",
    "pair": """
Roble | Ribera | Pluma | Tejo | Encinar | Marea | Junco | Almena | Saúco | Pino | Brisa | Cedro | Adelfa
Olmo
""",
    "town": """
Valdeluna | Montesierra | Ríoclaro | Peñalosilla | Villajara | Puerto Enebro | Fuentesol del Río | Aldeamar
Torrealmendro | Campo de Retamas | Santa Olaya del Monte
""",
}
