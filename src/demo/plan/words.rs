//! What the invented hall sells and who brings it. Every brand and every name is made up.
//! Word lists read best as running text, so rustfmt leaves them alone.

/// A kind of goods: how much of the racks it fills, how well it sells, and what is written on its tags.
pub(super) struct Category {
    /// As sent to the server.
    pub name: &'static str,
    /// Of all items, in percent.
    pub share_percent: u32,
    /// How much of it is sold, in percent, at a median price.
    pub sells_percent: u32,
    /// How many of its tags allow a discount, in percent.
    pub discountable_percent: u32,
    /// Empty where goods have no size.
    pub sizes: &'static [&'static str],
    /// What is written on the tag.
    pub titles: &'static [&'static str],
}

#[rustfmt::skip]
const CLOTHES: &[&str] = &[
    "preemie", "NB", "3 m", "6 m", "9 m", "12 m", "18 m", "24 m", "2T", "3T", "4T", "5T", "6", "7", "8", "10", "12",
    "14", "16", "18", "20",
];
#[rustfmt::skip]
const SHOES: &[&str] = &["18", "20", "22", "23", "24", "25", "26", "27", "28", "29", "30", "32", "34", "36", "38"];
const ADULTS: &[&str] = &["XS", "S", "M", "L", "XL"];

/// The racks, as a hall fills them; the shares add up to 100.
#[rustfmt::skip]
pub(super) const CATEGORIES: &[Category] = &[
    Category {
        name: "clothing",
        share_percent: 65,
        sells_percent: 45,
        discountable_percent: 80,
        sizes: CLOTHES,
        titles: &[
            "rain jacket", "striped t-shirt", "denim overalls", "corduroy trousers", "knitted cardigan", "fleece vest",
            "sun dress", "party dress", "tutu skirt", "pleated skirt", "leggings, two pairs", "jogging trousers",
            "polo shirt", "checked shirt", "linen shirt", "hooded sweatshirt", "zip hoodie", "wool jumper",
            "turtleneck", "sleepsuit", "sleepsuit with feet", "bodysuits, set of three", "bodysuits, set of five",
            "romper", "snowsuit", "snow trousers", "winter coat", "down jacket", "denim jacket", "spring jacket",
            "softshell jacket", "school blazer", "pyjamas, summer", "pyjamas, winter", "dressing gown", "nightdress",
            "swim shorts", "swimsuit", "UV swim shirt", "bath poncho", "wool hat", "sun hat", "baseball cap",
            "mittens", "gloves, lined", "scarf", "tights, two pairs", "socks, six pairs", "leg warmers",
            "bib dungarees", "cargo shorts", "denim shorts", "chino trousers", "jeans, slim", "jeans, wide",
            "football shirt", "dance leotard", "judo suit", "riding breeches", "ski socks", "thermal set",
            "rain trousers", "mud suit", "costume: dragon", "costume: pirate", "costume: bee", "costume: astronaut",
            "christening gown", "waistcoat and bow tie", "dirndl", "tank tops, set of four", "tunic", "jersey dress",
            "quilted vest", "reversible jacket", "baby cardigan, hand-knitted", "wrap jacket", "harem trousers",
        ],
    },
    Category {
        name: "toys",
        share_percent: 12,
        sells_percent: 90,
        discountable_percent: 75,
        sizes: &[],
        titles: &[
            "wooden train set", "building bricks, 2 kg", "marble run", "doll's house", "doll with clothes",
            "shape sorter", "stacking rings", "puzzle, 48 pieces", "puzzle, 200 pieces", "memory game", "board game",
            "card game", "wooden kitchen", "play food", "toy till", "doctor's case", "tool bench", "garage with cars",
            "fire engine", "excavator", "crane", "remote-control car", "xylophone", "drum", "music box",
            "soft toy rabbit", "soft toy bear", "hand puppets", "activity cube", "ball track", "magnetic tiles",
            "play tent",
        ],
    },
    Category {
        name: "books",
        share_percent: 7,
        sells_percent: 40,
        discountable_percent: 85,
        sizes: &[],
        titles: &[
            "picture book", "board book", "books, set of five", "fairy tales", "pop-up book", "search-and-find book",
            "first reader", "adventure story", "animal encyclopaedia", "atlas for children", "comic album",
            "detective stories", "horse stories", "science experiments", "songbook with notes", "audio book",
            "film on disc", "sticker book", "bedtime stories", "cookbook for children",
        ],
    },
    Category {
        name: "shoes",
        share_percent: 5,
        sells_percent: 55,
        discountable_percent: 45,
        sizes: SHOES,
        titles: &[
            "rubber boots", "winter boots", "trainers", "sandals", "slippers", "first walking shoes", "hiking boots",
            "football boots", "ballet shoes", "gym shoes", "canvas shoes", "patent shoes", "clogs", "water shoes",
        ],
    },
    Category {
        name: "gear",
        share_percent: 5,
        sells_percent: 80,
        discountable_percent: 40,
        sizes: &[],
        titles: &[
            "pushchair", "buggy", "baby carrier", "sling", "high chair", "booster seat", "travel cot", "stair gate",
            "baby monitor", "bottle warmer", "steriliser", "changing bag", "bouncer", "playpen", "baby bath",
            "potty", "feeding set", "breast pump", "footmuff", "child seat for a bicycle",
        ],
    },
    Category {
        name: "outdoor",
        share_percent: 2,
        sells_percent: 75,
        discountable_percent: 60,
        sizes: &[],
        titles: &[
            "balance bike", "tricycle", "bicycle, 16 inch", "bicycle, 20 inch", "scooter", "roller skates", "ice skates",
            "sledge", "sand toys", "slide", "swing seat", "bicycle helmet", "wheelbarrow", "paddling pool",
        ],
    },
    Category {
        name: "bedding",
        share_percent: 2,
        sells_percent: 45,
        discountable_percent: 80,
        sizes: &[],
        titles: &[
            "sleeping bag, summer", "sleeping bag, winter", "duvet cover", "cot bumper", "fitted sheets, pair",
            "crochet blanket", "muslin cloths, set of six", "quilt", "pillow", "mobile for the cot",
        ],
    },
    Category {
        name: "maternity",
        share_percent: 2,
        sells_percent: 40,
        discountable_percent: 85,
        sizes: ADULTS,
        titles: &[
            "maternity jeans", "maternity dress", "nursing top", "nursing nightdress", "maternity coat",
            "maternity leggings", "nursing pillow", "support belt",
        ],
    },
];

/// Invented brands.
#[rustfmt::skip]
pub(super) const BRANDS: &[&str] = &[
    "Puddle & Pine", "Larkrow", "Tumbletide", "Nordlicht & Sohn", "Mossberry", "Kitewing", "Owl Street", "Sandpiper Lane",
    "Honeyfern", "Cloudberry Kids", "Brambleday", "Little Anchor", "Fjordling", "Juniper Row", "Pebbleworth",
    "Marigold Bus", "Tin Robin", "Wren & Willow", "Saltmeadow", "Bluebell Works", "Hopscotch Hill", "Foxglove Post",
    "Otterbank", "Plumfield", "Starling Mill", "Thistle & Co", "Acorn Parade", "Dapplegrey", "Finchley Moon",
    "Gullwing", "Hazelnook", "Inkpenny", "Jollyboat", "Kestrel Yard", "Lemonleaf", "Minnowbrook", "Nettlecot",
    "Orchard Nine", "Pipistrelle", "Quillby", "Rookery Road", "Snowdrop Lane", "Teasel", "Umberfield", "Vetchling",
    "Whortle", "Yarrowby", "Zephyr Tots", "Bumblewick", "Crabapple", "Duckweed", "Elderfield", "Fernhollow", "Gooseberry Jam",
    "Hedgerow", "Islay Baby", "Jackdaw", "Kelpling", "Lullaby Loft", "Mulberry Nine",
];

/// First names of invented consignors.
#[rustfmt::skip]
pub(super) const FIRST_NAMES: &[&str] = &[
    "Ada", "Bela", "Carla", "Dario", "Elin", "Farid", "Greta", "Hanna", "Ines", "Jonas", "Kaja", "Lena", "Mira", "Nadia",
    "Oskar", "Petra", "Quirin", "Rosa", "Selma", "Tomas", "Ulla", "Vera", "Wanda", "Yusuf", "Zora",
];

/// Last names of invented consignors.
#[rustfmt::skip]
pub(super) const LAST_NAMES: &[&str] = &[
    "Ashdown", "Birkholt", "Calloway", "Dunmere", "Eastlake", "Farrow", "Glenning", "Harrowby", "Illingford", "Jessop",
    "Kirkdale", "Lowther", "Marlowe", "Northcott", "Oakhurst", "Penhale", "Quennell", "Ravensby", "Silverton", "Thornby",
    "Underwell", "Vantongeren", "Westerby", "Yarborough",
];
