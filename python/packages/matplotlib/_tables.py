"""Tables from matplotlib, written by tests/python/generate_matplotlib_tables.py."""

# For each map its control points: place, red, green and blue as two hexadecimal digits each.
MAPS = {
    "viridis": "004401540f4817691d4829792e433e853f3b518b582f6b8e7823898e8b1e9b8a9520a486a129af7fae3bbb75ba52c569c569cd5bd48ed645e9c5e021f2dde318f7eae51afbf4e61efffde725",
    "plasma": "000d0887051b068d13370499265601a4346c00a83e7b02a8478808a6559c179e66b12a908ad5536fa7eb7556bff89441d1fdae32e0fdc527edfada24fbf2f227fef0f724fff0f921",
    "inferno": "00000004030101080a050417130e092b1c1b0c41262b0b572d38096236470b6a425a116e53751b6e699827667cb634588dce43479ee25734aff1711fbef98b0bc4fb9606cafca108d1fcae12def9c72fe7f5d949eef2e661f5f2f27dfbf6fa96fffcffa4",
    "magma": "000000040502020b0e08071e1d19103f272712583036106b37420f754254137d536e1e8169912b817fb5367a91d2426f9fe55064a7ee5b5eb0f56b5cb9f97b5dc2fc8c63cefea36fe0fec488f6fcecaefffcfdbf",
    "cividis": "0000224e0d002c641300306f170132711c12357023203a6f3032436d40434e6c5c5e626e807d7c7898938e78b7b3a670ccc8b866e0dec958f2f2da44fafce236fcfee434fffee838",
    "turbo": "0030123b04351e580b3c3286134249b1194559cb1e4666dd244776ee2a4685fa2e448ffe343d9efe3837a8fa3f2ab9ee481ccdd84e18d9c85218e0bd571de7b25c27eea4633cf58e6c5dfc6f7788ff4e7d9cfe4085b1f9368dc6f03496dbe2369eebd339a6f6c33aabfbb838b4fea130bcfd8a26c6f66c19cdef5811d5e4450adfd23105e9bc2002f49e1001fe7e0502ff7a0403",
    "gray": "00000000ffffffff",
    "hot": "000b00005dff0000befffe00bfffff03ffffffff",
    "cool": "0000ffffffff00ff",
    "bone": "000000005d515171bfa7c7c7ffffffff",
    "copper": "00000000cefea166ffffc77f",
    "spring": "00ff00ffffffff00",
    "summer": "00008066ffffff66",
    "autumn": "00ff0000ffffff00",
    "winter": "000000ffff00ff80",
    "jet": "000000801c0000ff200000ff5700dcfe5a02e8f45f13fce46119ffdea3eeff09a6f8f500a8feed00e3ff1300e8e80000ff800000",
    "hsv": "00ff000028ffec0029fef1002cf8fd002df4ff005508ff005900ff108100fffc8200fcffaa0010ffae0800ffd6f400ffd7f800fddbff00edffff0018",
    "rainbow": "008000ff165444fd23396bf935169bf24000b5eb5020d5e15f3febd56c58f8c97b76ffb98a94fda895abf69ba1c2ea8cb0e0d377bffeb562d0ff8c49e1ff5c2ff3ff2613ffff0000",
    "twilight": "00e2d9e203ded9e106dad8df0bd0d4d911bfccd31ba1bdc92587abc42f7398c1386786be426170b94b5f5cb2545e46a75f5a2c91645621836b4d176c72411255783811447e31123980301436853611388d45123f9b681a4da37d2250aa8d2b50b4a13e50bdaf5151c5b96356ccc0745dd5c68a6ddcca9b7fe3ceac94f2dbccc7f9e0d6d9ffe2d9e2",
    "coolwarm": "003b4cc0114f69d925688aef3781a4fb4696b7ff57adc9fd68c3d5f476d3dbe781dedcdb8dead5c99cf3c8b2aaf7b89cb7f7a688c9f08a6cdde0654fefcb3e38f7c0282fffb40426",
    "bwr": "000000ff7ffefeff82fffafaffff0000",
    "seismic": "0000004c3f0000fd410505ff7ffdfdff80fffdfdbfff0101ff800000",
    "Blues": "00f7fbff40c6dbef619cc9e18366abd4a23f8fc5c21f6eb3df08519cff08306b",
    "Reds": "00fff5f022fedecf4bfcad9062fc8f6f80fb694a9fef3c2cbfcb181ddfa50f15ff67000d",
    "Greens": "00f7fcf521e4f5df44c2e7bb649bd6968073c476a040aa5dc51d8640df006d2cff00441b",
    "Greys": "00ffffff23eeeeee48d2d2d261bbbbbb8b898989c1505050e0242424ff000000",
    "Oranges": "00fff5eb20fee6ce41fdcfa062fdac6783fc8937a0f16813c0d84801e2a23503ff7f2704",
    "Purples": "00fcfbfd23edebf441d9d9ea60bcbddc809e9ac8a17f7bb9ca63439ceb4c1888ff3f007d",
    "YlGn": "00ffffe521f6fcb842d6efa261abdc8d8372c376a040aa5cc1218242df006837ff004529",
    "YlGnBu": "00ffffd920edf8b13fc8e9b450a2dbb86476cabc7f42b6c49f1d91c0c2225aa6df253494ff081d58",
    "YlOrRd": "00ffffcc2bffe69140fed97660feb24c80fd8c3ca0fc4d2ac0e2191cdfbd0026ff800026",
    "YlOrBr": "00ffffe522fff6b93ffee3925ffec5507ffe9a2a9fec7014c0cb4b02e1963304ff662506",
    "GnBu": "00f7fcf02cd8f0d341cbeac460a7ddb58277cac5a04db2d3c62484badf0868acff084081",
    "BuGn": "00f7fcfd20e5f5f940ccece66197d7c78164c1a2a040ad75c0228a44df006d2cff00441b",
    "PuBu": "00fff7fb21ebe6f240d0d1e663a1bbda8171a8cea0358fc0bf0570b0e004598cff023858",
    "BuPu": "00f7fcfd22deeaf354aac4de609ebcda808c95c6aa8b5daac088409cdf810f7cff4d004b",
    "OrRd": "00fff7ec23fee6c440fdd49e5ffdbb8564fdb57e80fc8c59a0ef6447c1d52d1ddfb30000ff7f0000",
    "RdPu": "00fff7f322fddedb40fcc5c061fa9db480f767a1a1db3196bfae017ee2760176ff49006a",
    "PuRd": "00f7f4f921e6e0ee42d3b6d95fc995c77fdf66b09ee72c8ca0e72989bfce1256e0970042ff67001f",
    "RdBu": "0067001f19b1182b1db7223033d6604d4df4a68366fddbc77ff7f6f684f0f4f699d1e5f0b293c6decc4393c3e62065abff053061",
    "RdYlGn": "00a5002619d62f2733f46d434dfdaf6266fee08b7ffffebe81fdfebc9ad7ee8ab2a7d96bb898d368cc66bd63e6199750ff006837",
    "RdYlBu": "00a5002619d62f2733f46d434dfdaf6266fee09080feffc099e0f3f8b3aad8e9ce70a9cfe54676b5ff313695",
    "PiYG": "008e015219c41a7c20cb328933de77ae4cf1b5d966fde0ef7ff7f7f798e7f5d29ae4f4cdb3b7e085cc7fbc41e64c9121ff276419",
    "PRGn": "0040004b1a772b84339970ab4cc1a4ce66e7d4e87ff7f6f788edf5eb99d9f0d3b3a5da9fcc5aae61e61a7736ff00441b",
    "BrBG": "00543005198b500a33bf812d4ddfc37e66f6e8c37ff5f5f483eff3f399c7eae5b37fccc0cc35978fe601655dff003c30",
    "PuOr": "007f3b081ab4590633e082144dfdb96567fee1b97ff7f7f684f2f2f599d8daebb4afa8d0cc8073ace6532687ff2d004b",
    "RdGy": "0067001f19b1182b1db7223033d6604d4df4a68366fddbc77ffffefe81fdfdfd9cdcdcdcb4b7b7b7cd858585e74a4a4aff1a1a1a",
    "Spectral": "009e01421ad63f4f33f46d434dfdaf6266fee08b7ffffebe81fefebd99e6f598b4a7dba4cc66c2a5e53389bde63387bcff5e4fa2",
    "terrain": "00333399260098fe27009afa3f00cb6b4001cc667ffdff9980fefe98bf805c54c891726cffffffff",
    "ocean": "0000800055000055aa0080aaffffffff",
    "pink": "001e000004321a1a0a452929115736361d6f464628815252389762624db172725dc27e7e74cb9e8c8dd6ba9babe1d8aabfe9e9b5d8f2f2d5f6fcfcf6ffffffff",
}

# For each list of colours its colours.
LISTS = {
    "tab10": "1f77b4ff7f0e2ca02cd627289467bd8c564be377c27f7f7fbcbd2217becf",
    "tab20": "1f77b4aec7e8ff7f0effbb782ca02c98df8ad62728ff98969467bdc5b0d58c564bc49c94e377c2f7b6d27f7f7fc7c7c7bcbd22dbdb8d17becf9edae5",
    "tab20b": "393b795254a36b6ecf9c9ede6379398ca252b5cf6bcedb9c8c6d31bd9e39e7ba52e7cb94843c39ad494ad6616be7969c7b4173a55194ce6dbdde9ed6",
    "tab20c": "3182bd6baed69ecae1c6dbefe6550dfd8d3cfdae6bfdd0a231a35474c476a1d99bc7e9c0756bb19e9ac8bcbddcdadaeb636363969696bdbdbdd9d9d9",
    "Set1": "e41a1c377eb84daf4a984ea3ff7f00ffff33a65628f781bf999999",
    "Set2": "66c2a5fc8d628da0cbe78ac3a6d854ffd92fe5c494b3b3b3",
    "Set3": "8dd3c7ffffb3bebadafb807280b1d3fdb462b3de69fccde5d9d9d9bc80bdccebc5ffed6f",
    "Pastel1": "fbb4aeb3cde3ccebc5decbe4fed9a6ffffcce5d8bdfddaecf2f2f2",
    "Pastel2": "b3e2cdfdcdaccbd5e8f4cae4e6f5c9fff2aef1e2cccccccc",
    "Paired": "a6cee31f78b4b2df8a33a02cfb9a99e31a1cfdbf6fff7f00cab2d66a3d9affff99b15928",
    "Dark2": "1b9e77d95f027570b3e7298a66a61ee6ab02a6761d666666",
    "Accent": "7fc97fbeaed4fdc086ffff99386cb0f0027fbf5b17666666",
}

# Colours by name.
NAMES = "aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32"

# Widths of the letters from the space on in DejaVu Sans, in thousandths of its size.
WIDTHS = "318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 636 337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 695 635 611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635 634 278 278 579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838"
BOLD_WIDTHS = "348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696 696 696 400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850 733 850 770 720 682 812 774 1103 771 724 725 457 365 457 838 500 500 675 716 593 716 678 435 716 712 343 343 665 343 1042 712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838"
