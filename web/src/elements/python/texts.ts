import { translator } from "../shared/i18n.ts";

/** The texts of a Python cell. */
const texts = {
  code: ["Python code", "Python 代码"],
  run: ["Run", "运行"],
  runKeys: ["Run (Shift+Enter)", "运行（Shift+Enter）"],
  stop: ["Stop", "停止"],
  endNow: ["End now", "立即结束"],
  restore: ["Restore", "还原"],
  restoreTitle: ["Restore the code, and forget all variables of this cell", "还原代码，并清除这个单元格的变量"],
  restoreShared: ["Restore the code", "还原代码"],
  addFiles: ["Add files", "添加文件"],
  loading: ["Python is being loaded …", "正在载入 Python……"],
  waiting: ["Waiting for another cell …", "正在等待另一个单元格……"],
  running: ["Running", "运行中"],
  stopping: [
    "A long calculation has to end before the program can stop. “End now” ends it at once; all variables are lost.",
    "要等一段较长的计算结束才能停止。点击“立即结束”会马上停止，但变量会丢失。",
  ],
  took: ["{time} s", "{time} 秒"],
  stopped: ["Stopped. All variables are kept.", "已停止，变量仍然保留。"],
  ended: ["Stopped. All variables are gone: run the cells again.", "已停止。变量已丢失，请重新运行单元格。"],
  lost: ["Python stopped: {reason}. All variables are gone; the next run starts again.", "Python 已停止：{reason}。变量已丢失，再次运行会重新开始。"],
  cut: ["… The rest of the output is left out: it is more than a page can show.", "……输出过多，其余内容已省略。"],
  output: ["Output", "输出"],
  traceback: ["The program stopped at an error", "程序因错误停止"],
  line: ["line {line}", "第 {line} 行"],
  exit: ["The program ended with sys.exit: {value}", "程序以 sys.exit 结束：{value}"],
  answer: ["Enter", "确定"],
  typeHere: ["The program waits for a line", "程序在等待输入"],
  figure: ["Figure", "图"],
  saveFigure: ["Save the picture (SVG)", "保存图片（SVG）"],
  download: ["Download {name}", "下载 {name}"],
  files: ["Files of this cell", "单元格中的文件"],
  madeFiles: ["Files that the program wrote", "程序写出的文件"],
  moreFiles: ["and {count} more", "另外还有 {count} 个"],
  tooLarge: ["{name} has {size} MB. A file may have at most {most} MB.", "{name} 有 {size} MB，单个文件不能超过 {most} MB。"],
  tooMany: ["The files have more than {most} MB together.", "文件总共超过 {most} MB。"],
  fileFailed: ["{name} could not be loaded: {reason}", "{name} 无法载入：{reason}"],
  timeLeft: ["{time} left", "剩余 {time}"],
  epochs: ["Epochs →", "轮次 →"],
  leaveEditor: ["Press Escape, then Tab, to leave the editor.", "按 Esc 再按 Tab 可离开编辑器。"],
  packageElsewhere: [
    "{name} is not here. Here are numpy, pandas, matplotlib, keras (also as tensorflow.keras) and Python's standard library. For {name}, run the program with Python on your computer.",
    "这里没有 {name}。可用的有 numpy、pandas、matplotlib、keras（也可写作 tensorflow.keras）和 Python 标准库。需要 {name} 时，请在自己电脑的 Python 中运行。",
  ],
  packageUnknown: [
    "The module {name} is not here. Is the name right? Here are numpy, pandas, matplotlib, keras (also as tensorflow.keras) and the usual parts of Python's standard library. A file {name}.py of your own can be dropped on the cell.",
    "这里没有模块 {name}。名字写对了吗？可用的有 numpy、pandas、matplotlib、keras（也可写作 tensorflow.keras）和 Python 标准库的常用部分。自己的 {name}.py 可以拖到单元格上。",
  ],
  nameUnknown: [
    "A name must be assigned or imported before it is used. If another cell does so, run that cell first.",
    "名字要先赋值或导入才能使用。如果它在别的单元格里定义，请先运行那个单元格。",
  ],
  fileMissing: ["The files here are: {files}. Drop a file on the cell to add it.", "这里的文件有：{files}。把文件拖到单元格上即可添加。"],
  noFiles: ["There are no files here yet. Choose “Add files”, or drop a file or a folder on the cell.", "这里还没有文件。点“添加文件”，或把文件、文件夹拖到单元格上。"],
  memory: ["A program in a page has 2 to 4 GB. Use fewer or smaller arrays, or smaller batches.", "网页里的程序有 2 到 4 GB 内存。请减少数组、缩小数组或减小批次。"],
  recursion: ["A function calls itself too often. Does it always reach an end?", "函数调用自己的次数太多。它总能结束吗？"],
  notHere: ["This part of the package is not here yet.", "这个包的这一部分暂时没有。"],
} as const;

export type TextKey = keyof typeof texts;
export const text = translator(texts);
