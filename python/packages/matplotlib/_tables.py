"""Tables from matplotlib, written by tests/python/generate_matplotlib_tables.py."""

# For each map its control points: place, red, green and blue as two hexadecimal digits each.
MAPS = {
    "viridis": "0044015414481d6f2346307e3a3e4c8a5e2d718e841f948c931fa287a22ab07fb344bf70c66ccd5adfaadc32edd0e11cf4e2e418fdf8e621fffde725",
    "plasma": "000d0887082206901f4b03a1346c00a8448405a758a01a9c7ac6417da1e76e5bc1f9973fddfec029edfada24fbf2f227fef0f724fff0f921",
    "inferno": "000000040703021016120a3223260c512d3809623a4d0d6c51721a6e6998276680bc375497da4e3cacef6c23c1fa9008c7fb9b06cefca80dd9fbbe23e5f6d543eef2e661f6f2f482fefafda1fffcffa4",
    "magma": "000000040703030f140e0b2b252412533036106b3a4710784b62198068902a8183bc397897db476aa8ef5d5eb6f8765cc4fc9065d8feb67cf4fde9aafffcfdbf",
    "cividis": "0000224e14003070170132711c12357027263d6e3c3f4c6c6162656f86828079aba69c74ccc8b866e5e4ce53f6f7de3efbfde334fffee838",
    "turbo": "0030123b08392a73104040a2184456c71f4669e026477bf22c458afc324099ff3a33adf74225c0e74a1ad2d25218e0bd5920eaac6238f4917171fe5f7b96fe4484affa378dc6f0349be5d938a6f6c33ab0fdac34bcfd8a26caf26014d5e4450ae4c82803f3a11201ff7a0403",
    "gray": "00000000ffffffff",
    "hot": "000b00005dff0000befffe00ffffffff",
    "cool": "0000ffffffff00ff",
    "bone": "0000000060545574c0a9c8c8ffffffff",
    "copper": "00000000cfffa267ffffc77f",
    "spring": "00ff00ffffffff00",
    "summer": "00008066ffffff66",
    "autumn": "00ff0000ffffff00",
    "winter": "000000ffff00ff80",
    "jet": "000000801c0000ff200000ff5700dcfe5a02e8f46016ffe1a3eeff09a6f8f500a9ffea00e3ff1300e8e80000ff800000",
    "hsv": "00ff000028ffec002cf8fd002fe8ff005508ff005900ff108100fffc8200fcffaa0010ffae0800ffd6f400ffd9fc00f5dcff00e7ffff0018",
    "rainbow": "008000ff1e445cfb331996f34000b5eb5020d5e16142edd36f5efac67e7dffb68c99fca69bb6f193acd9da7dbdfbb965c1ffb05fd4ff8143f3ff2613ffff0000",
    "twilight": "00e2d9e207d8d8de0ec8d0d61ba1bdc92880a5c32a7ca2c236698abf44606cb8515e4dab5b5c359a6258268a68511a756a4f19707142125772411256753c114b7d32123a80301437863811398f4a13429e711d4faa8e2c50b8a84750c5b96456d0c37f64d8c89275e3cfad96e4cfae97e7d1b6a3f3dccecbf9e0d6daffe2d9e2",
    "coolwarm": "003b4cc0165572df2a6f92f33f8caffe53a7c5fe68c3d5f47bd8dce283e0dbd894efcfbfa7f7bca1bef59c7dd3e9785de8d44e41f5c32e31f8be242effb40426",
    "bwr": "000000ff7ffefeff82fffafaffff0000",
    "seismic": "0000004c400101ff7ffdfdff80fffdfdbfff0101ff800000",
    "Blues": "00f7fbff41c4daee6399c7e08465aad4a53c8cc3c31e6db2e008509bff08306b",
    "Reds": "00fff5f022fedecf55fca0826cfc826285f96245a0ee3a2cc0ca181de0a30f15ff67000d",
    "Greens": "00f7fcf523e2f4dd46c0e6b96994d390846dc072a13fa95cc61c8540e0006c2cff00441b",
    "Greys": "00ffffff27ebebeb49d1d1d164b8b8b88c888888c34d4d4de51e1e1eff000000",
    "Oranges": "00fff5eb23fee4ca42fdce9e65fda86383fc8937a1f06712c0d84801e3a13403ff7f2704",
    "Purples": "00fcfbfd25eceaf344d6d6e967b5b5d78a9490c3a17f7bb9d8593093ff3f007d",
    "YlGn": "00ffffe521f6fcb843d5eea165a4d98a8470c275a13fa95cc1218242e0006737ff004529",
    "YlGnBu": "00ffffd920edf8b140c6e9b46476cabc813fb4c4a01d90c0c52356a4df253494ff081d58",
    "YlOrRd": "00ffffcc40fed97661feb04b80fd8c3ca1fb4b29c0e2191ce0bb0026ff800026",
    "YlOrBr": "00ffffe523fff5b841fee28e61fec24d82fd9627a2e96d13c1c94b02e3933204ff662506",
    "GnBu": "00f7fcf03cceecc843c8eac360a7ddb58573c8c7a04db2d3d21677b3e00867abff084081",
    "BuGn": "00f7fcfd22e3f4f841caebe5668fd4c28263c0a0a23fab72c0228a44e0006c2cff00441b",
    "PuBu": "00fff7fb23e9e5f143cccfe5669cb9d9826fa7cea3308cbec0056fafe104588aff023858",
    "BuPu": "00f7fcfd25dbe8f2629db9d9818c94c5b38a51a5c4873a98df810f7cff4d004b",
    "OrRd": "00fff7ec27fee4bf43fdd19b62fdb88181fb8b58a1ee6246c4d2291ae0b20000ff7f0000",
    "RdPu": "00fff7f328fdd9d642fcc2bf62fa9bb481f666a1a1db3196bfae017eea690173ff49006a",
    "PuRd": "00f7f4f921e6e0ee47d1b1d660c993c781df62ae9fe72a8abfce1256e1950041ff67001f",
    "RdBu": "0067001f1ab3192c34d7634f4ef5a88667fddcc980f6f7f79acfe4efb48dc2dccc4393c3e62065abff053061",
    "RdYlGn": "00a500261ad8312835f572454efdb16367fee18d7ffffebe82fbfdba9bd5ed88b3a5d86ace60ba62e6199750ff006837",
    "RdYlBu": "00a500261ad8312835f572454dfdaf6267fee19280feffc099e0f3f8b3aad8e9ce70a9cfe64574b3ff313695",
    "PiYG": "008e015219c41a7c33de77ae4df1b7da68fde2f080f7f7f699e6f5d0b4b5df82cc7fbc41e64c9121ff276419",
    "PRGn": "0040004b1a772b84349b72ac4ec4a8d067e8d5e97ff7f6f799d9f0d3b3a5da9fcd58ac5fe61a7736ff00441b",
    "BrBG": "005430051a8d520b33bf812d4ddfc37e67f6e9c580f4f5f59ac4e9e4b37fccc0cd33958de601655dff003c30",
    "PuOr": "007f3b081cb75c0733e082144dfdb96567fee1b97ff7f7f69ad7d8eab5ada6cecd7e70abe6532687ff2d004b",
    "RdGy": "0067001f1ab3192c34d7634f4ef5a88667fddcc97ffffefe8defefefa2d3d3d3b5b5b5b5d5737373ea444444ff1a1a1a",
    "Spectral": "009e01421ad63f4f33f46d434efdb16367fee18d7ffffebe87f8fcb49ae4f498b5a4daa4cd64c0a6e53389bdec3d79b6ff5e4fa2",
    "terrain": "00333399260098fe29009eef3f00cb6b4001cc667ffdff9980fefe98bf805c54ffffffff",
    "ocean": "0000800055000055aa0080aaffffffff",
    "pink": "001e000004321a1a0b482b2b18664040308d5a5a50b475755ec27f7e76cca08e93d8c09ebce8e7b3c6ebebbee6f7f7e5ffffffff",
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
