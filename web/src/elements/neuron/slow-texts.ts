import { translator } from "../shared/i18n.ts";

export const text = translator({
  back: ["Back", "上一步"],
  next: ["Next", "下一步"],
  play: ["Play", "播放"],
  stop: ["Pause", "暂停"],
  of: ["{at} of {count}", "第 {at} / {count} 步"],
  forward0: ["Forward: the point enters", "前向：输入数据点"],
  forward: ["Forward: hidden layer {layer}", "前向：第 {layer} 个隐藏层"],
  forwardOut: ["Forward: the output", "前向：输出层"],
  loss: ["The loss", "损失"],
  backward: ["Backward: hidden layer {layer}", "反向：第 {layer} 个隐藏层"],
  backwardOut: ["Backward: the output", "反向：输出层"],
  update: ["The step", "更新权重"],
  saysInput: [
    "The point enters as {count} {count?number:numbers}: {values}. Click another point to follow that one.",
    "数据点以 {count} 个数字输入网络：{values}。点击其他点可以换一个样本。",
  ],
  saysForward: [
    "Each neuron multiplies what comes in by its weights, adds up and adds its bias: z. Its answer is a = {activation}(z). {unit}: {sum}, so a = {a}.",
    "每个神经元把输入乘以权重，相加，再加上偏置，得到 z；输出为 a = {activation}(z)。{unit}：{sum}，因此 a = {a}。",
  ],
  saysLoss: [
    "The network says {answer}; right would be {target}. The loss measures how wrong that is: {loss}.",
    "网络的回答是 {answer}，正确答案是 {target}。损失衡量错误的大小：{loss}。",
  ],
  saysBackwardOut: [
    "Back to the output: if z grew a little, the loss would change by dL/dz = {dz} times as much. Each weight’s gradient is that times the value that came in.",
    "回到输出层：z 增大一点，损失按 dL/dz = {dz} 倍变化。每个权重的梯度等于它乘以当时输入的值。",
  ],
  saysBackward: [
    "Each neuron collects blame through the weights that lead on from it (dL/da), times the slope of its activation (da/dz). {unit}: {da} × {slope} = {dz}.",
    "每个神经元沿着它通向后面的权重收集误差（dL/da），再乘以激活函数的斜率（da/dz）。{unit}：{da} × {slope} = {dz}。",
  ],
  saysUpdate: [
    "Now {optimizer} moves every weight against its gradient. On this point the loss goes from {before} to {after}.",
    "现在由 {optimizer} 让每个权重逆着梯度移动。在这个点上，损失从 {before} 变为 {after}。",
  ],
  saysBefore: [
    "Press Next: {optimizer} will move every weight against its gradient. The numbers on the lines are the gradients.",
    "点“下一步”：{optimizer} 会让每个权重逆着梯度移动。连线上的数字是梯度。",
  ],
  weight: ["Gradient of the weight", "查看权重的梯度"],
  choose: ["choose one, or click a line", "选一个，或点击连线"],
  route: ["{from} → {to}", "{from} → {to}"],
  da: ["how the loss changes with the neuron’s answer", "损失随神经元输出的变化"],
  slope: ["slope of {activation} at z = {z}", "{activation} 在 z = {z} 处的斜率"],
  dz: ["how the loss changes with z", "损失随 z 的变化"],
  a: ["the value that comes in: {from}", "输入的值：{from}"],
  penalty: ["what regularisation adds", "正则化增加的部分"],
  engine: ["the engine’s gradient", "引擎算出的梯度"],
  none: ["Wait for the network, and add a point.", "请等待网络就绪，并添加数据点。"],
});
