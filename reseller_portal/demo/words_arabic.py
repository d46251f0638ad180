"""Arabic vocabulary, each word with its romanisation; marks are definite phrases that agree in gender."""

ARABIC = {
    "firms": """
شركة {mark} للإعلام = {mark} media
شركة {mark} للإنتاج الفني = {mark} production
شركة {mark} للتدريب = {mark} training
استوديوهات {mark} = {mark} studios
دار {mark} للنشر = dar {mark}
دار {mark} للنشر والتوزيع = {mark} books
إذاعة {mark} = {mark} radio
قناة {mark} = {mark} tv
{mark} للترجمة = {mark} translation
{mark} للبودكاست = {mark} podcast
{mark} للدوبلاج = {mark} dubbing
{mark} للاتصالات الصوتية = {mark} voice
{mark} لتنظيم المؤتمرات = {mark} events
{mark} لخدمة العملاء = {mark} care
{mark} للكتب الصوتية = {mark} audio
{mark} للأفلام الوثائقية = {mark} films
مطبعة {mark} = {mark} print
مكتبة {mark} = maktabat {mark}
مجلة {mark} = majallat {mark}
وكالة {mark} للأنباء = {mark} news
مركز {mark} للاتصال = {mark} contact
مختبرات {mark} الطبية = {mark} labs
أكاديمية {mark} = {mark} academy
معهد {mark} للغات = {mark} languages
""",
    "plain": """
مستشفى {mark} = {mark} hospital
عيادات {mark} = {mark} clinics
عيادة {mark} لطب الأسنان = {mark} dental
مجمع {mark} الطبي = {mark} medical
مركز {mark} للأشعة = {mark} radiology
مكتب {mark} للمحاماة = {mark} law
{mark} للمحاماة والاستشارات القانونية = {mark} legal
{mark} للتأمين = {mark} insurance
{mark} للتأمين الصحي = {mark} takaful
مؤسسة {mark} الثقافية = {mark} foundation
مسرح {mark} = masrah {mark}
جمعية {mark} الخيرية = {mark} charity
بلدية {town} = baladiyat {town}
جامعة {town} = {town} university
محكمة {town} الابتدائية = mahkamat {town}
مجلس {town} البلدي = majlis {town}
غرفة تجارة {town} = {town} chamber
""",
    "mark": """
الواحة الخضراء = alwaha alkhadra
الصدى = alsada
الرمال الذهبية = alrimal aldhahabia
نجمة الصباح = najmat alsabah
الساقية = alsaqiya
الياسمين = alyasmin
السنديان = alsindian
الندى = alnada
الفسيفساء = alfusayfisa
المرساة = almirsat
البوصلة = albawsala
الكثبان = alkuthban
السحابة البيضاء = alsahaba albayda
الريحان = alrayhan
المنارة الزرقاء = almanara alzarqa
اللوزة = allawza
الضفاف = aldifaf
القنديل = alqandil
البنفسج = albanafsaj
النورس = alnawras
السنونو = alsununu
الموجة السابعة = almawja alsabia
المجداف = almijdaf
النافذة المفتوحة = alnafitha
الكلمة الطيبة = alkalima altayiba
الميناء القديم = almina alqadim
السفرجل = alsafarjal
الزعفران = alzafaran
الهدهد = alhudhud
البيلسان = albaylasan
الشرفة = alshurfa
الطاحونة = altahuna
الأقحوان = aluqhuwan
الينبوع = alyanbu
ظلال النخيل = zilal alnakheel
صوت الوادي = sawt alwadi
""",
    "town": """
واحة النخيل = wahat alnakheel
وادي الريحان = wadi alrayhan
تل الزيتون = tal alzaytun
رأس النورس = ras alnawras
عين الغدير = ain alghadeer
""",
}
