"""Japanese vocabulary, each word with its Hepburn-like romanisation."""

JAPANESE = {
    "firms": """
{mark}制作 = {mark} seisaku | {mark}映像 = {mark} eizo | {mark}出版 = {mark} shuppan
{mark}メディア = {mark} media
{mark}書房 = {mark} shobo | {mark}音響 = {mark} onkyo | {mark}字幕 = {mark} jimaku
{mark}翻訳サービス = {mark} honyaku
{mark}コールセンター = {mark} callcenter | スタジオ{mark} = studio {mark} | {mark}速記 = {mark} sokki
{mark}オーディオブック = {mark} audiobook | {mark}ポッドキャスト = {mark} podcast
{mark}リサーチ = {mark} research
{mark}企画 = {mark} kikaku | {mark}印刷 = {mark} insatsu | {mark}会議サポート = {mark} kaigi
{mark}録音 = {mark} rokuon
ラジオ{mark} = radio {mark} | {mark}テレビ = {mark} tv | {mark}シネマ = {mark} cinema
オフィス{mark} = office {mark}
""",
    "plain": """
{mark}法律事務所 = {mark} law | 弁護士法人{mark} = {mark} legal | {mark}クリニック = {mark} clinic
医療法人{mark}会 = {mark} kai
{mark}歯科医院 = {mark} dental | {mark}動物病院 = {mark} vet | {mark}眼科 = {mark} ganka
劇団{mark} = gekidan {mark}
{mark}損害保険株式会社 = {mark} sonpo | {mark}放送株式会社 = {mark} hoso | {mark}新聞社 = {mark} shimbun
コミュニティFM{mark} = fm {mark} | 一般社団法人{mark} = {mark} assoc | 司法書士事務所{mark} = {mark} shoshi
{town}市役所 = {town} city | {town}市議会 = {town} shigikai | {town}大学 = {town} univ
{town}商工会議所 = {town} cci
{town}市立図書館 = {town} library | {town}総合病院 = {town} hospital
""",
    "mark": """
潮騒 = shiosai | 若草 = wakakusa | 白樺 = shirakaba | 夕凪 = yunagi | 朝霧 = asagiri | 銀杏 = icho
こもれび = komorebi
風花 = kazahana | 月見草 = tsukimiso | 青嵐 = seiran | 雪あかり = yukiakari | 水鏡 = mizukagami
花筏 = hanaikada
遠雷 = enrai | 蛍火 = hotarubi | 浜千鳥 = hamachidori | さざんか = sazanka | 瑠璃 = ruri | 琥珀 = kohaku
藍染 = aizome
ひだまり = hidamari | つばめ = tsubame | すずかけ = suzukake | 波の音 = naminoto | 七つ星 = nanatsuboshi
かわせみ = kawasemi | 灯台 = todai | 麦の穂 = muginoho | 山法師 = yamaboshi | そよかぜ = soyokaze
紙ふうせん = kamifusen
ことのは = kotonoha | 青い港 = aoi minato | ミナモ = minamo | ハナミズキ = hanamizuki
あまやどり = amayadori
群青 = gunjo | 空色 = sorairo | しらさぎ = shirasagi | 木蓮 = mokuren | 霧笛 = muteki | おぼろ月 = oborozuki
""",
    "town": """
霧ヶ浜 = kirigahama | 汐見原 = shiomihara | 銀杏台 = ichodai | 風待 = kazemachi | 星見野 = hoshimino
翠川 = midorikawa
雲井沢 = kumoizawa | 葦ノ浦 = ashinoura
""",
}
