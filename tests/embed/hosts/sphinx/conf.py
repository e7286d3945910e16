project = "Deep learning"
extensions = ["myst_parser"]
html_theme = "furo"
html_static_path = ["_static"]
html_js_files = [
    ("pupil/pupil-elements.js", {"type": "module"}),
    ("frames.js", {"defer": "defer"}),
]
