import { useId, useState } from "preact/hooks";

// One file, dropped or chosen; by keyboard too, since it is the label of a real file input. The browser's
// own words ("No file chosen"), which are of its language and not of ours, are not shown.
export function FileDrop({
  label,
  hint,
  accept,
  onFile,
}: {
  label: string;
  hint?: string;
  accept: string;
  onFile: (file: File) => void;
}) {
  const id = useId();
  const [over, setOver] = useState(false);

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  }

  return (
    <>
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
          accept={accept}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file) onFile(file);
            input.value = ""; // the same file may be chosen again
          }}
        />
      </label>
      {hint && (
        <p class="hint" id={id}>
          {hint}
        </p>
      )}
    </>
  );
}
