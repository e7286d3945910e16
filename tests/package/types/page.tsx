import type {} from "pupil/react";

export const Page = () => (
  <main>
    <pupil-digits goal="accuracy > 0.9" loading="click" results="file" class="wide">
      <p>Draw a digit</p>
    </pupil-digits>
    <pupil-python session="a" autorun>
      <pre>print(1)</pre>
    </pupil-python>
    {/* @ts-expect-error: this attribute is a text */}
    <pupil-neuron panels={3} />
  </main>
);
