// Every sheet that was handed in is accounted for before the paper goes back.
import { useOwnTexts } from "../../texts/text";
import { TextField } from "../../ui/field";
import type { Scan } from "./session";
import { texts as both } from "./texts";

// Sheets fewer (above 0) or more (below) than were counted by hand; 0 when nobody counted.
export function missing(scan: Scan, counted: string): number {
  return counted === "" ? 0 : Number(counted) - scan.sheets.length;
}

export function Balance({
  scan,
  counted,
  onCounted,
}: {
  scan: Scan;
  counted: string;
  onCounted: (counted: string) => void;
}) {
  const texts = useOwnTexts(both);
  const by = missing(scan, counted);
  const seconds = scan.pages.filter((page) => page.second_image_of !== null).length;
  const filePages = scan.files.reduce((sum, file) => sum + file.pages, 0);
  return (
    <section class="card" aria-labelledby="balance">
      <h2 id="balance">{texts.balance}</h2>
      <dl class="facts">
        <dt>{texts.sheets}</dt>
        <dd>{scan.sheets.length}</dd>
        <dt>{texts.pagesScanned}</dt>
        <dd>{scan.pages.length}</dd>
        {seconds > 0 && (
          <>
            <dt>{texts.seconds}</dt>
            <dd>{seconds}</dd>
          </>
        )}
        {filePages > 0 && (
          <>
            <dt>{texts.fileCount}</dt>
            <dd>{filePages}</dd>
          </>
        )}
      </dl>
      <TextField
        label={texts.counted}
        hint={texts.countedHint}
        inputMode="numeric"
        autocomplete="off"
        value={counted}
        onText={(text) => onCounted(text.replace(/\D/g, "").slice(0, 5))}
      />
      <p role="status" class={by === 0 ? "good" : "doubtful"}>
        {counted !== "" && (by === 0 ? `✓ ${texts.fits}` : texts.differs(by))}
      </p>
    </section>
  );
}
