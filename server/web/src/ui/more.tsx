import { useTexts } from "../texts/text";

// Under a list of which more may be fetched; nothing where that is all of it.
export function More({ more }: { more: (() => void) | undefined }) {
  const texts = useTexts();
  if (!more) return null;
  return (
    <p class="buttons">
      <button type="button" class="quiet" onClick={more}>
        {texts.more}
      </button>
    </p>
  );
}
