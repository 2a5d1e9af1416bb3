import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

// A question over the page: the rest is out of reach until it is answered, and the focus goes back to
// where it was. Escape calls `onCancel`; without one it stays.
export function Dialog({
  title,
  children,
  onCancel,
}: {
  title: string;
  children: ComponentChildren;
  onCancel?: () => void;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // With the screen: the next key must find it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="ask"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onCancel?.();
      }}
      // A second Escape closes it whatever is answered to the first.
      onClose={(event) => {
        if (event.currentTarget.isConnected && !event.currentTarget.open) {
          event.currentTarget.showModal();
        }
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
