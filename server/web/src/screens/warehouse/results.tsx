import { useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { date, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { TextField } from "../../ui/field";
import { useFiltered } from "../../ui/filtered";
import { LongList } from "../../ui/long_list";
import { fieldOf, titleOf, type Copy } from "./terms";
import { warehouseTexts } from "./texts";

const kFilterFrom = 10; // fewer are seen at a glance

const wordsOf = (copy: Copy) => [titleOf(copy), ...Object.values(copy.fields).flat()].join(" ");

export function Results({
  copies,
  offices,
  openId,
  onOpen,
  onEnd,
}: {
  copies: readonly Copy[];
  offices: Schemas["FacetCount"][]; // with their names, as far as they are known
  openId: string;
  onOpen: (copy: Copy) => void;
  onEnd: (() => void) | undefined;
}) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const language = useLanguage();
  const [words, setWords] = useState("");
  const [current, setCurrent] = useState(-1);
  const shown = useFiltered(copies, words, wordsOf);
  const officeOf = ({ unit }: Copy) => offices.find(({ value }) => value === unit)?.name ?? unit;
  const number = new Intl.NumberFormat(language);
  return (
    <>
      {copies.length >= kFilterFrom && (
        <TextField
          label={own.filter}
          hint={words ? `${number.format(shown.length)} ${own.filterKept}` : undefined}
          value={words}
          onText={(text) => {
            setWords(text);
            setCurrent(-1);
          }}
          autocomplete="off"
        />
      )}
      <LongList
        label={texts.results}
        rows={shown}
        current={Math.min(current, shown.length - 1)}
        onCurrent={setCurrent}
        onOpen={(at) => {
          const copy = shown[at];
          if (copy) onOpen(copy);
        }}
        onEnd={words ? undefined : onEnd}
        columns={[
          { title: texts.title, width: "minmax(0, 3fr)", show: (copy) => (
            <span class={copy.id === openId ? "open" : ""}>{titleOf(copy)}</span>
          ) },
          { title: texts.number, width: "minmax(0, 2fr)", show: (copy) => fieldOf(copy, "so_ky_hieu") },
          { title: texts.issued, width: "132px", show: (copy) => date(fieldOf(copy, "ngay_ban_hanh"), language) },
          { title: own.unit, width: "minmax(0, 1fr)", show: (copy) => officeOf(copy) },
          { title: texts.pages, width: "80px", show: (copy) => copy.pages },
        ]}
      />
    </>
  );
}
