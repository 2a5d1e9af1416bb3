import { useState } from "preact/hooks";

// One file, dropped or chosen; by keyboard too, since it is the label of a real file input.
export function FileDrop({ label, onFile }: { label: string; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  }

  return (
    <label
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {label}
      <input
        class="visually-hidden"
        type="file"
        accept="application/pdf,.pdf"
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file) onFile(file);
          input.value = ""; // the same file may be chosen again
        }}
      />
    </label>
  );
}
