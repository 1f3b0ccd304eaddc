"""Sentences as people write them in notes; what should be found stands in square brackets. All of it is invented."""

ROMANIAN = """
Am fost cu [Maria] la film și i-a plăcut.
azi ne-am intalnit cu [andreea] la biblioteca
[Ionuț] a spus că îi e greu la școală.
Mama lui [Darius] a sunat de două ori.
Am vorbit cu tatăl [Mariei] despre temă.
Domnul [Popescu] de la școală ne-a ajutat.
doamna [popescu] a fost de acord
D-na [Pop] vine și ea săptămâna viitoare.
O cheamă [Zamfira] și are doisprezece ani.
Fata, pe numele ei [Larisa], a plâns puțin.
Prietena ei, [Denisa Văcărescu], ne-a așteptat.
Am aflat că [Vasilescu Andrada] pleacă din oraș.
[GHEORGHE] NU A VENIT AZI.
A venit și fratele lui, [Răzvan].
A zis că [Ștefănel] o supără pe rețea.
L-am văzut pe [Cătălin] lângă stație.
Îi e dor de bunica [Floarea], dar merge mai bine.
Ne-a povestit despre [Nae Ionescu] din clasa a șaptea.
Numărul ei nou este [0745 123 456].
Să o sun la [0264-598123] după ora cinci.
telefonul mamei [+40 722 111 222]
A lăsat numărul [0740.123.987] la recepție.
Adresa de mail este [luna.noua@exemplu.ro].
Poți scrie la [andrei_p at gmail] sau pe [andreip@mail.com].
Stă pe [strada Horea nr. 14], la etajul doi.
Locuiește pe [str. Mihai Eminescu 22], [ap. 5].
Familia s-a mutat în [bl. C4], scara B.
Acum stă pe [Bulevardul 1 Decembrie 1918 nr. 7].
Stau pe [Calea Turzii nr. 100] din martie.
Am trecut pe la [aleea Bâlea 3].
CNP-ul ei este [6080315123458].
E pe [insta: luna.stea.07] în fiecare seară.
Mi-a dat contul ei [@luna_stea] și am refuzat.
Contul ei de tiktok este [stelutza_99], nu îl urmăresc.
Mi-a trimis [https://exemplu.ro/poza/123] să văd.
Am vorbit la telefon cu mătușa [Viorica].
Psihologul [Marinescu] crede la fel.
L-am rugat pe nenea [Costică] să deschidă sala.
Sora ei mică, [Bianca-Maria], are acum șase ani.
Se vede des cu unul [Rică] din cartier.
Ne-am întâlnit la bibliotecă și am citit o oră.
Ne vedem luni, 12 mai, la ora 16:30.
Pe 07.03.2026 la 14:00 mergem la muzeu.
Am fost la Cluj-Napoca și apoi la Turda cu trenul.
În august merge la Brașov, în tabără.
A fost o zi bună. Luna trecută era mai tăcută.
Mama a spus că e de acord. Tata nu a venit.
De Crăciun vrea să facă un desen.
Are notă mare la Matematică și la Istorie.
Ne-am jucat Uno și Monopoly toată ora.
Am vorbit cu doamna directoare despre program.
Domnul diriginte ne-a dat cheia de la sală.
Îmi place cum ascultă. Merge din ce în ce mai bine.
Mergem pe strada mare până la parc.
A stat în casă toată ziua; plouă.
Ședința nr. 5 a durat 45 de minute.
Are 3 frați și 2 surori.
Am citit capitolul 12, paginile 100-140.
Colegiul și Universitatea au zi liberă vineri.
Am discutat despre Facebook și TikTok, despre cum ne păzim.
Ieri am fost la Centrul de zi, la atelierul de pictură.
Vorbește română și maghiară, iar acum învață engleză.
În România sunt multe feluri de școli.
E bine să sune la 112 sau la 119 dacă e în pericol.
Bani: 50 lei pentru bilete, 20 lei pentru gustare.
Scopul: să vorbească mai ușor în fața clasei.
ÎNTÂLNIRE BUNĂ, FĂRĂ PROBLEME
Plan: plimbare, joc, ceai; apoi acasă la ora 18.
Ana are mere, a zis râzând.
S-a supărat puțin, dar a trecut. Apoi am râs.
DGASPC a trimis adresa cu programul.
A primit nota 10 la Română!
Între 10 și 12 ani a locuit la bunici.
E în clasa a VIII-a și dă Evaluarea Națională.
Cod 2026-11-24, dosar 1234.
De Paște merge la țară, la bunici.
"""

HUNGARIAN = """
[Annával] sétáltunk a parkban.
Tegnap [Gáborral] beszéltem az iskoláról.
[Zsófi] nem jött el ma.
Az anyja, [Kovács Mária] telefonált.
[Piroska néni] is ott volt.
Beszéltem [Kiss] bácsival a kapuban.
A barátja, [Bence] sokat segít.
[Eszternek] nehéz hete volt.
[Annának] hívják a húgát.
voltunk [zsuzsival] a könyvtárban
Azt mondta, hogy [Levente] bántja.
[Tóthné] nyitotta ki a termet.
A nevelője, [Szabó Erzsébet] is beleegyezett.
[Nagy Katalin] tanárnő ajánlotta.
A telefonszáma [06 30 123 4567].
Hívható a [+36 20 987 6543] számon.
Az anyja száma [0745 222 333].
Itt lakik: [Petőfi utca 12].
A [Kossuth Lajos utcában] laknak.
a [rózsa utca 7] alatt van a ház
Átköltözött a [Fő tér 3] alá.
A címe: [holdfeny@pelda.hu].
Írjak neki [holdfeny kukac pelda pont hu] címre.
Az [instagram: hold.feny7] az övé.
Itt a kép: [www.pelda.hu/kep].
Ma [Ferivel] és [Lacival] fociztunk.
A [Moldován] család segített nekik.
Beszéltem az osztályfőnökkel, [Orbán Tündével].
Könyvtárban voltunk, sokat nevettünk.
Hétfőn 16 órakor találkozunk.
2026.03.07-én moziba megyünk.
Kolozsváron voltunk, aztán Tordán.
Karácsonykor sütit sütünk.
Az utca 12 órakor már üres volt.
Anya beleegyezett. Apa nem jött.
Magyarországon voltak nyáron.
Nagy öröm volt látni, hogy nevet.
Virág is volt az asztalon.
Alma, kenyér és tea volt az uzsonna.
Jól ment a matek, ötöst kapott.
Beszélgettünk arról, hogyan mondjon nemet.
Az iskola után pihent egy órát.
Szeptember óta jobban alszik.
Kér egy új füzetet és két ceruzát.
Hosszú út 2 óráig tartott.
Angolul tanul, és szeret énekelni.
Vasárnap a Duna mellett sétált volna.
Ha baj van, hívja a 112-t.
"""

ENGLISH = """
I met [Maria] at the library.
today [andrei] was in a good mood
We talked about her friend [Sarah Johnson].
[Mr Brown] from school called me.
Mrs [Smith] is fine with the plan.
Her brother is called [Robi].
His uncle [George] may come along.
[Emma's] mother asked about the time.
She gave me her number, [+44 7700 900123].
Call [0722 333 444] after five.
Her mail is [star@example.com].
They live at [12 Green Street].
They moved to [Flat 4], near the station.
My handle is [@moon_walker], she said.
See [http://example.org/a?b=c].
I spoke to [Dr Ionescu] about it.
She is afraid of a man named [Ghiță].
We went for a walk and had tea.
We meet on Monday at 4 pm.
In March she goes to London with her class.
She may come on Friday. Will she be late?
I think it went well; I'm glad.
She likes English and History best.
At Christmas we made paper stars.
He has read 120 pages in 3 days.
We played Minecraft and talked about Facebook.
The Red Cross gives a first aid course.
Next time: paint, walk, talk.
Hope is what she wrote on the poster.
Mark the date, she said.
Rose petals were on the table.
She said: I can do it.
We planned 14.05.2026 to 21.05.2026.
The police number is 112.
She speaks Romanian and Hungarian at home.
"""

# Written after the word lists were fixed, and never tuned on: rarer names, other ways of writing.
UNSEEN = """
Am fost cu [Sânziana] și cu câinele ei în parc.
azi a venit si [sanziana]
Mi-a povestit de [Dorel], vecinul de la trei.
[Ecaterina] a desenat o casă.
Colega ei [Ayşe] vine din alt oraș.
domnul [grosu] a deschis poarta
Sora lui [Zoltika] are examen.
Merge la bunici, la familia [Ciobotaru].
[Smaranda Țurcanu] a întrebat de mine.
Am sunat la [0040 723 555 666] și nu a răspuns.
Sună-mă pe [zero șapte patru cinci] sau scrie.
Stă la [numărul 14 pe strada Lungă].
S-a mutat în satul vecin, lângă biserică.
Îi place Eminescu și citește poezii.
La Kaufland am luat fructe pentru gustare.
Are emoții înainte de Bac, normal.
Am văzut filmul Coco și a râs mult.
Ora de la Palatul Copiilor a fost anulată.
Ne-am plimbat pe malul Someșului.
Mâine merg la Sighișoara cu clasa.
Mai avem două întâlniri până în iunie.
Bine, a zis, o să încerc.
[Bíborkával] rajzoltunk.
Ma [dorkával] társasoztunk.
Az öccse, [Zétény] is velünk jött.
A szomszéd, [Bodoki] úr vitte haza.
[Lakatos Rikárdó] megint ott volt.
Írt nekem [Messengeren a holdacska_3] néven.
A Duna-parton ettünk fagyit.
A Harry Pottert olvassuk.
Erdélyben is van tenger, mondta viccesen.
Péntekenként úszni jár.
Jobb kedve volt, mint múlt héten.
A Sapientián tanulok, és sok a vizsga.
I talked with [Oksana] about school.
[Nikoleta] did not want to talk today.
My friend [Tyrone] could help, he said.
She stays at [14b Old Mill Lane] now.
We read The Little Prince together.
He would like to see the Black Sea.
Ask the Children's Helpline first.
Last week was hard; this one was better.
"""
