"""Words that tell one language from another. Those of English stand in five lists: some are met in Vietnamese too."""

# Common English words that are no Vietnamese syllable without marks, and that nobody mixes into Vietnamese.
_ENGLISH = """
abandoned ablaze able about above abuse accident accidents across actually advice affected afraid after afternoon
again aggressive ago agree ahead alarm alcohol alive all alley allowed almost alone along already although always
ambulance ambulances among and angry animal annoying another answer any anybody anymore anyone anything anywhere
application apply appointment appreciate appreciated are area aren around arrest arrived article ask asked asking
asleep assault assign attached attack attacked attacking attention authorities authority available awake awful babies
baby back bad balcony barely barking barks basement bath bathroom beat beaten beating became because become bedroom
been before began begging behavior behaviour behind being believe best better bicycle bins birth bite biting bitten
bleed bleeding blew blocked blocking blood bloody blown board body boiler bomb born both bottles boy branch branches
break breaking breath breathe breathing bribe bribery bricks bridge bring broken brother brought bugs built bulb bulbs
bulldozer burglar burglary burned burning burns burnt burst bushes business button cable cables called came cancel
cant care careful carry carrying casualties casualty caught cause caused causing cellar certainly certificate change
changed charge charged cheap chemical child children childs choke choking citizen cleaned cleaning clear cleared
clearly clock clogged close closed clothes cockroaches cold collapse collapsed collapses collapsing collect collected
collection collector come comes coming comment complain complained complaining complains complaint complaints complete
completely concern concerned concerning conditions confirm confused construction continue contractor corner corpse
correct corruption cost could couldnt couple covered crack cracked crackers cracking cracks crash crashed crazy
creating cried crime crossing crowd crumbling crushed cry crying daily damage damaged danger dangerous dark daughter
days dead deadly deaf dear death debris deceased decided decision deep delay delayed demand department despite
destroyed diarrhea did didn didnt died dies different dinner dirt dirty disabled disappeared disappointed disaster
disgusting disturb disturbed disturbing doctor document documents does doesn doesnt dog dogs done dont door doors
doubt down downstairs drain drainage drank drink drinking drive driver drivers driving drop dropped drown drowned
drowning drug drugdealer drugs drunk dry dumped dumping during dust dusty dying each ear earlier early earthquake
easily easy eat effect eight either elderly electric electrical electricity electrocuted electrocution elevator eleven
else embassy emergency employee empty end ended enforcement english enjoy enough enter entire entrance environment
escape especially evacuate even evening evenings every everybody everyone everything everywhere exactly exam example
excellent except excuse expect expected expensive expired explain explode exploded explosion exposed extension extra
extremely eyes face facing fact failed faint fainted fair fall fallen falling false farther fast fatal fatally father
fault feel feeling fell felt fence fever few fight fighting filed filled filthy finally find fine finger finish
finished fire firefighters fires firework fireworks fish fix fixed fixing flame flames flat flickering flies flood
flooded flooding floods floor flow flowing fluid fly foot for forced foreigner foreigners forget forgot forms forward
found fraud frequently friday fridge friend from front fumes furious further garbage gave general generator getting
girl give given glad glass god goes gone good government graffiti grandfather grandma grandmother grass grateful grave
great grown guard guards guess guys had hair half hand handle hands hanged hanging happen happened happening happens
harass harassed harassing hard hardly has hasn hate have haven havent head health hear heard heart heatstroke heavily
heavy hell helmet helped helpful helping her here herself hes hide high himself hire his hits hold hole holes holiday
homeless honest honking hope horn horrible hospital hostage hotter hour hours houses how however hows huge hundred
hundreds hungry hurry hurt hurting husband idea if illegal illegally illness immediately impossible improve inches
including incorrect increase infected inform information injured injuries injury inn insect insects inside install
instead interested invoice is isn isnt issue issues its itself ive jobs join judge jump jumped jumping just keep
keeping keeps key keys kick kicked kid kidnapped kill killed killing kindly kitchen knew knife knives knock knocked
know knows labour lady lamp lamppost lamps landed landlord landslide landslides language large last late later laugh
law lawyer lazy leak leakage leaked leaking leaks leaning learn least leaves leaving left leg legal legs letter level
licence license lid lies lifts lightning lights likely limit lines listen litter little lived lives living loads local
located locked look looked looking lose lost lots loud loudly loudspeaker loudspeakers love lovely loves low lunch
lying machine mad made make makes making manhole manholes many march marriage married massive materials matter matters
maybe mean meaning means meant measures medical meet member mess message messages messy metal meters metres middle
midnight might mild military mine minute minutes missed missing mistake mold monday month monthly months more morning
mosquito mosquitoes most motorbike motorbikes motorcycle motorcycles mould move moved moving mud muddy murder murdered
must myself nails name names nasty national near nearly need neighbor neighborhood neighbors neighbour neighbourhood
neighbours neither nervous network never next nice nights nine nobody noise noises noisy none normal normally nose
nothing noticed notification now number obviously occupied occupying odor odour of offence offer officer officers
offices official officials often oh old older once ones only onto open opened opening opens operating opposite or
ordered organised other others our ours out outage outages outcome outdoor outside over overcharged overdose overdosed
overflow overflowing overflows overloaded owner owners paid paint panic paper papers parent parents parked parks part
passed passenger passport past pavement pavements paying payment peace pedestrian pedestrians people perfect perhaps
permanent permission permit person personal persons pets pick picked picture pictures piece pieces pile piles pipe
pipes pitch place placed places plant play playground playing pm poison poisoned poisoning pole poles policeman polite
politely pollution poor port possible posted pothole potholed potholes pouring power pregnant present pressure pretty
prevent previous price priority prison private probably problem problems procedure process processed progress proper
properly property protect provide public puddle puddles pull pulled pump punched purpose push pushed puts putting
quality quarter question quick quickly quite railing raining rains rape raped rather rats reach reached reaction read
reading ready realise realize really reason reasons rebuild receive received recent recently record reduce refer
refund refused regarding regards register registered registration regret regular regularly regulations remain remember
remind reminder removal remove removed renew renewal renting repair repaired repairing repairs repeatedly replace
replaced replacement replied reply replying reported reporting reports represent request required requirements rescue
resident residential residents resolve resolved respect respond responded response responsible rest restaurant restore
restored result results return returned reverse riding right road roads robbed robber robbery rodents roof roofs rooms
rope rotten rotting round row rubbish rubble rude ruined rule rules running runs rusty sad safe safely safety said
same sand satisfied saturday saving saw says scaffold scaffolding scale scam scammed scammer scared scary schedule
scrap scratched scream screaming screams sea search seat seconds secure see seem seems seen seizure seizures sell
selling send sending senior sense sensor sent serious seriously serve services several sewage sewer sewers shaking
shall share sharp she shed shelter shes shock shocked shoes shooting short shot shots should shoulder shouldn shout
shouting shouts shoved showed showing shown shut sick sidewalk sidewalks sign signal signals signed signs silence
silent similar simple simply since singing single sink sinkhole sir siren sirens sister sitting situated situation
sixteen sized skin skip slam sleep sleeping slept slightly slip slipped slippery slow slowly small smashed smell
smelled smelling smells smelly smoking smooth smouldering snake snakes snatched socket soil sold solution solve solved
some somebody someone something sometime sometimes somewhere sound sounds source south space spark sparking sparkling
sparks speak speakers speaking special specific speed speeding spent spill spilled spitting splitting spoke spoken
spray sprayed spraying spread squeezed stab stabbed stabbing stabs staff stage stairs stairwell stall standard
standing stands started starting state statement stayed staying steal stealing steel stench step steps stick sticks
still stink stinking stinks stinky stole stolen stomach stones stood stopped stops storm straight strange stranger
strangled strangling stray streams streetlamp streetlight streetlights streets stroke strong struck structure stuck
student students stuff stupid sub submit submitted succeed sudden suddenly suffer suffering suffocating suggest
suggestion suicide sunday sunk supply supposed sure surely surface surprised suspicious swallowed swear sweep swimming
swollen system table take taken takes taking talk talking taps tax teach teacher tear teenagers telephone tell
temporary tenant tenants tends terrible terrified terror textbook texted texts thats theft their theirs there theres
these they theyre thief thieves things think thinking third thirsty thirty this thorough though thought thousand
threat threaten threatened threatening threats three threw throat through throw throwing thrown thunder thursday thus
ticket tidied tidy till tilting time tired tires today together toilet told tomorrow tomorrows took tools tore total
touch touched tourists toward towards toxic toy traffic transfer transformer translate translated trapped trash
trashcan travel treat treatment tree trees trespassing tried trouble truck trucks truth trying tub tuesday turn turned
turning turns twelve twenty twice two typhoon tyres ugly ulcer umbrella unable unacceptable unbearable unbelievable
uncle unconscious uncovered under understand understood undone unfair unfinished unfortunately unhappy unit unless
unlicensed unlit unlocked unpaid unprofessional unresolved unresponsive unsafe unsatisfied until unusual updated upper
upset upstairs ur urgent urgently urine us use used useful useless using usual usually vaccination valid value
vandalism various vehicle vehicles vendor vendors vermin very victim vietnamese violence violent visible visit visited
visitor visitors voice vomiting wait waited waiting wake wakes walk walked walking walks wall walls want wanted wants
ward warning warnings was washed washing wasn wasnt waste watch watched watching waterlogged waters we weak weapon
wear weather wednesday weed week weekend weekends weekly weeks weight weird well went were wet what whats wheel
wheelchair wheels when whenever where whereas wherever whether which whichever while whistle who whoever whole whose
why wife wild will willing window windows wins winter wire wires wish wit with within without witness woke woken woman
women won wonderful wondering wont wood wooden word words worked worker workers working works worried worry worrying
worse worst worth would wouldn wound wounded write writer writing written wrong wrote yard yeah year years yelling
yesterday you younger your youre yours yourself youth youths
"""
ENGLISH = frozenset(_ENGLISH.split())

# English that is Vietnamese too, as syllables without marks or typed as Telex: these say nothing.
_EITHER = """
a ain am an at bat bay be bet bin bit boat boot but buy by can cat chain chap chat chin chip chop co coat com cop cup
cut dam day den dip do doc don dot due en gap get go goat going got gum gun gut guy gym ham hang hat hay he hen hi him
hip hit ho hop hot hum hung hut i im in it kin king kit lan lao lap lay let lie lip lit lo loan long loop lot lung ma
mac main man map mat may me men met mic moan mom moon mop much mum my nap net nip no noon not nun nut on own pain pan
pat pay pen pet pic pin pit pop pot pup put quiet quit rain ran rang rap rat rep rim ring rip roam room root rot run
sac sam sap sat say set sin sing sip sit so son song soon such suit sum sun sung tan tap ten than that the them then
thin thing tic tie tim tin tip to toe tom ton too top tot train trip true try u up van vat vet via vip yet
"""
EITHER = frozenset(_EITHER.split())

# English that is said in Vietnamese: they make a text English only where nothing in it is Vietnamese.
_BORROWED = """
add ads apartment bag bike block book booking boss box call camp car card cars check checkin class clean club code
contact cool copy cover dance data deadline deal delivery design event fake fans feedback fees file film fit flash
food form free full hello help hostel info job kids laptop lead lift like line link list live manager market max
mobile model music news night note order page parking party pass password phone photo photos plastic please pls plus
plz police pool post poster print promotion rent report review sale sales security seri server service ship shop
shopping shops show side size smartphone smoke snack sorry spam speaker sport status stay stock stop store story
stress style super support team thank thanks thx tour tourist track trailer type update upload vaccine virus vote
welcome work workshop yes
"""
BORROWED = frozenset(_BORROWED.split())

# What estates, towers and shops are called, and what is called so in every language.
_NAMES = """
avenue beach bean big black blue boulevard brown building capital center central centre centrum city classic cloud
complex condo court cove cross crown crystal daewoo diamond discovery domain double dream eco ecohome ecolife ecopark
elite emerald empire estate estates europa europe ever exclusive family first five florence fortune four fresh future
galaxy garden gardens gate gateway global gold golden goldmark goldseason grand grande green greenbay greenstars
ground group hall happy harbor harbour heaven height heights helios heritage hill hills home homes house imperia
imperial international island jade keangnam kingdom kings lake lakeside landmark lane legend life light lotte lotus
lux luxury mall manor mansion marina master masteri mega metro metropole metropolis metropolitan mipec mulberry new
ocean oceanpark office palace palm panorama paradise park parkson parkview parkway pavilion pearl pearls platinum
plaza point premier premium pride prime prince princess queen rainbow rainforest red residence residences residency
resort ridge river rivera riverside riverview rose royal royals sapphire scarlet scenia school season seasons second
signature silver sky skylight skyline skyview smart somerset spring square star starcity starlake stars station stone
street studio summit sunny sunrise sunset sunshine swan symphony times topaz tower towers town townhouse trade
university valley victoria view villa village villas ville vincom vinhomes vinpearl vinuni vista water waterfront
waterpark west white wonder world yellow young zenity zone
"""
NAMES = frozenset(_NAMES.split())

# Loan words that are Vietnamese as much as English.
_LOANS = """
admin album alo app apps atm band bank bar bus cafe camera circle clip coffee container email facebook fan fb game
gara gas gmail google grab highlands homestay hotel hotline inbox internet iphone karaoke livestream lock logo mail
meeting menu mini modem moto noel oil ok okay online oto photocopy pro pub radio rapper rock samsung scan shipper sms
spa starbucks taxi test tv video visa web website wifi zalo
"""
LOANS = frozenset(_LOANS.split())

# Common words of other languages in Latin letters that are no words of ours. Some are syllables: these say less.
_OTHER_WORDS = """
acqua agua aide aidez aiuto ajuda al allagata alors aqui aquí arreglar au auch auf aus ausgefallen aussi avec ayer
ayuda banjir bantuan bapak basura beaucoup bei besoin bien bin bitte blesse bonjour brand brennt bruit brule buenas
buenos buonasera buongiorno calle calles casa cassée ces cette chez ciao ciudad como con cordialement cuando da dank
danke dans das defekt del della dem den dengan depuis der des desde devant di dias diperbaiki dobry donde dringend du
działa dzień dziękuję déjà eau egout ein eine el elle encore enfant enfants entre entschuldigung es esposa est esta
estamos estan está etwas faire fait falta farola favor favore femme ferito feu feuer fogo freundlichen fue fuego fuga
fuite funciona funktioniert funziona fuoco fur geht gestern gibt gracias grazie gruesse grussen guten habe haben hace
hallo hat haus hay helfen herido heute hier hilfe hola hombre hoy há ibu ich ieri ihnen ihre il ils immer incendie
incendio incidente incêndio inondation inondée inundacion inundación ist jalan je jede jeden jest jour jours kami kann
kaputt kasih kebakaran kein keine kommt konnen ladron lambası lampada lampe lampione lampu las latarnia laterne le les
licht liegt lixo los lumière luz là lâmpada lütfen ma madame mairie mais maison manca mari marido marito mein meine
merci merhaba meu mi mia mille minha mio mit moglie mohon mois mon monsieur mort morte mucha muchas mucho muita muito
mujer mull muy nach nachbar nacht nachts nao ne nella neues nicht nie noch noche notre nous nuestra nuit não obrigada
obrigado ola olá ontem oui où pagi panne para parce pas per perdita pero peut policia policía polizei pomocy pomogite
por poubelles pour pourquoi pourriez pouvez pozhar pożar predio privet proszę prédio puede pueden quand que quebrada
qui quien ramassées respira respire rien rota roto rotta rotto rua rue ruido rumah rusak saludos salut salutations
sampah sans saya schnell schon se secours sehr seit selamat senor senora ses sie siempre signore sin sind socorro
sokak sono sont sous spasibo spazzatura stadt strada strasse strassenlaterne strom su subito sur svp tag tardes
tenemos terima tidak todas tolong tous toute tres trop trottoir uber ulicy um uma un una und une unfall unser unsere
urgence urgente var vazamento vecino vecinos verletzt veuillez vicino vielen vivo voisin voleur vor votre voudrais
vous wann warum wasser wasserrohrbruch wer werden wir wird wo wurde yang yangın yanmıyor yardım yok zu água è était
été
"""
OTHER_WORDS = frozenset(_OTHER_WORDS.split())
