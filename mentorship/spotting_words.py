"""Which words tell a name, or tell that a capital letter is none? Folded: small letters, no diacritics.

The lists are small on purpose: they say what is usual in Romania's three languages, and a capital letter inside a
sentence does the rest.
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Given names that are no words of the three languages: found in any case, anywhere.
GIVEN = _set("""
    adela adelina adrian adriana alexandra alexandru alexia alice amalia anamaria anca andra andrada andreea andrei
    angela anne antonia aurel aurelia bianca bogdan carla carmen catalin catalina charlotte ciprian claudia claudiu
    constantin corina cornel cornelia cosmin cosmina costel costin cristi cristian cristina daciana dani daniel
    daniela danut daria darius david delia denis denisa diana dragos dumitru eduard elena elisabeta eliza emanuel
    emil emilia emily emma eugen eugenia fabian florentina florian gabi gabriel gabriela george georgeta georgiana
    gheorghe grigore horia horatiu iacob ianis ileana ilie ilinca ioan ioana ionel ionela ionut irina isabela iulia
    iulian iuliana izabela james jane jessica john karina kate larisa laura laurentiu lavinia lenuta leonard lidia
    liliana livia liviu loredana lorena lucian lucy luiza madalina magdalena marcel maria marian mariana marioara
    marius mary matei melania melisa michael mihaela mihai mihail mihaita mircea mirela miruna monica nadia natalia
    nicolae nicole nicoleta nicu nicusor oana octavian olga olimpia olivia otilia ovidiu patricia paul paula petre
    petronela petru rahela raluca ramona rares razvan rebeca remus robert roberta rodica romeo roxana ruxandra
    sabina samuel sarah sebastian sergiu silvia silviu simina simona sofia sophie sorin sorina stefan stefania stela
    stelian susan tamara tatiana teodor teodora teresa thomas tiberiu toader traian tudor valentin valentina valeriu
    vali vasile vasilica vera veronica viorel viorica virgil viviana vlad vladut william zamfira adam agnes akos
    andras andrea aniko anna antal aranka arpad attila balazs beata bence botond csaba csilla dalma denes dora
    dorina dorottya edina emese emoke eniko erika erno erzsebet erzsi eszter eva evelin feri ferenc fruzsina gabor
    gergely gergo geza gizella gyongyi gyula hajnalka hanna henrietta hunor ildiko ilona ilonka imre iren istvan
    izabella jani janos jolan jozsef jozsi judit julia julianna juliska jutka kamilla kata katalin kati kinga klara
    krisztian krisztina kristof laci lajos laszlo levente lilla magdolna marianna marika mariska marta marton
    melinda mihaly miklos monika noemi nora norbert orsolya otto panna peter petra pisti reka renata richard rita
    rozalia sandor sarolta szabolcs szidonia szilvia tamas tekla terez tibor timea tunde veronika viktoria viktor
    vilmos vivien zita zoli zoltan zsofi zsofia zsolt zsuzsa zsuzsanna zsuzsi
""")
# Names that are words too: found with a capital letter, and where a sentence begins only beside another name.
DOUBTFUL = _set("""
    ada adi alin alina alma ana april aura bela boglarka brown camelia christian crina crin dan dana doina edit
    farkas felix fekete floarea florea florin grace hope horvath ibolya ion iris jack joy juhasz june kiss kovacs
    lakatos lazar lea luca luminita luna maia mara margareta marin marina mark mate may meszaros mia moldovan nagy
    pal pop popa rose rus sam sara simon stan szekely tom toma veres victor victoria violeta virag will
""")
FAMILY = _set("""
    muresan rusu stoica nistor dinu dragomir oprea serban munteanu ungureanu constantinescu dobre barbu craciunas
    szabo toth varga molnar balogh papp racz olah szilagyi benedek balint fodor kelemen orban gaspar nemeth takacs
    lukacs johnson smith williams jones taylor
""")
FAMILY_ENDINGS = ("escu", "eanu")

# Beside these a name stands: after the first; after the second only with a capital letter; before the third.
TITLES = _set("""
    domnul domnului domnule dl dlui doamna doamnei dna dnei domnisoara domnisoarei nea nenea tanti unchiul matusa
    mr mrs ms miss aunt uncle
""")
CALLED = _set("lui numele numeste cheama zice neve hivjak called named")
TITLES_AFTER = _set("neni bacsi")

# Capital letters inside a sentence that are no names of people.
CAPITALS = _set("""
    ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie luni marti
    miercuri joi vineri sambata duminica january february march april may june july september october november
    december monday tuesday wednesday thursday friday saturday sunday januar februar marcius aprilis majus junius
    julius augusztus szeptember oktober hetfo kedd szerda csutortok pentek szombat vasarnap
    romania roman romana romaneste ungaria europa european anglia germania italia spania franta ucraina moldova
    transilvania ardeal magyarorszag erdely magyar angol nemet europai olaszorszag nemetorszag england britain
    germany hungary italy spain france ukraine english romanian hungarian german french italian spanish ukrainian
    russian roma romani europe bucuresti bucharest cluj napoca turda dej gherla huedin floresti apahida campia turzii
    oradea timisoara iasi brasov sibiu mures targu alba bihor salaj zalau bistrita nasaud satu mare baia maramures
    harghita covasna constanta craiova galati ploiesti arad deva hunedoara suceava kolozsvar torda des szamosujvar
    bukarest nagyvarad marosvasarhely szatmar szatmarnemeti brasso temesvar nagyszeben gyulafehervar beszterce
    budapest budapesta szeged debrecen pecs gyor london londra paris berlin viena bec madrid romaniai
    craciun paste pasti pastele rusalii anul nou revelion karacsony husvet punkosd christmas easter halloween
    dumnezeu isus iisus god jesus isten jezus biblia bible
    dumneavoastra dumneata dumneaei dumnealui maga onnek onok onnel ont
    centrul centru centre center scoala scolii liceul liceului colegiul universitatea facultatea primaria politia
    politiei spitalul spital biserica casa teatrul muzeul parcul parc gradina botanica biblioteca cinema legea
    ministerul asociatia fundatia institutul directia generala crucea rosie consiliul judecatoria tribunalul opera
    iskola egyetem kozpont konyvtar muzeum szinhaz park rendorseg korhaz templom school library police museum
    university college hospital church theatre court house red cross
    director directoare psiholog asistent social sociala profesor profesoara diriginte diriginta coordonator
    specialist mentor mentora doctor doctorul sora mama tata bunica bunicul
    bac bacalaureat evaluarea nationala erasmus matematica istorie istoria engleza maghiara geografie biologie
    fizica chimie informatica maths math history science covid
    google facebook instagram whatsapp tiktok youtube netflix zoom teams word excel powerpoint canva lego monopoly
    uno jenga minecraft roblox fortnite kaufland lidl carrefour profi auchan penny bolt uber android iphone apple
    samsung spotify messenger snapchat telegram discord mcdonalds ikea windows wifi internet scrabble catan dixit
    duolingo kahoot decathlon iulius mall duna dunarea danube somes szamos tisza tisa maros carpati
""")

# Endings of the three languages by which a name is bent, folded.
ENDINGS = _set("""
    ului eknal ekhez ekkel nak nek val vel ban ben bol tol rol hoz hez ert nal nel lui ul ei ra re ba be ig on en ek
    ne t i s n
""")
