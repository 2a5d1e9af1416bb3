// What the results are, counted; a press narrows the search, another one widens it again.
import { useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { useLanguage, useOwnTexts } from "../../texts/text";
import type { Terms } from "./terms";
import { warehouseTexts } from "./texts";

type Found = Schemas["Facets"];
type Count = Schemas["FacetCount"];

const kFew = 6;

export function Facets({
  found,
  terms,
  onTerms,
}: {
  found: Found;
  terms: Terms;
  onTerms: (terms: Terms) => void;
}) {
  const texts = useOwnTexts(warehouseTexts);
  const year = yearOf(terms);
  const group = (name: "kind" | "unit" | "product") => ({
    chosen: terms[name],
    more: found.more,
    onChoice: (value: string) => onTerms({ ...terms, [name]: terms[name] === value ? "" : value }),
  });
  return (
    <section class="facets" aria-label={texts.narrow}>
      <Group title={texts.kinds} counts={found.kinds} {...group("kind")} />
      <Group title={texts.units} counts={found.units} {...group("unit")} />
      <Group
        title={texts.years}
        counts={found.years
          .filter(({ value }) => value !== "")
          .sort((a, b) => b.value.localeCompare(a.value))}
        asGiven
        chosen={year}
        more={found.more}
        onChoice={(value) =>
          onTerms(
            value === year
              ? { ...terms, issued_from: "", issued_until: "" }
              : { ...terms, issued_from: `${value}-01-01`, issued_until: `${value}-12-31` },
          )
        }
      />
      <Group
        title={texts.products}
        counts={found.products.map((one) => ({
          ...one,
          name: texts.product[one.value] ?? one.name,
        }))}
        {...group("product")}
      />
    </section>
  );
}

// The year that the days of issue say, if they say just one.
function yearOf(terms: Terms): string {
  const from = /^(\d{4})-01-01$/.exec(terms.issued_from)?.[1] ?? "";
  return terms.issued_until === `${from}-12-31` ? from : "";
}

function Group({
  title,
  counts,
  chosen,
  more,
  onChoice,
  asGiven = false,
}: {
  title: string;
  counts: Count[];
  chosen: string;
  more: boolean;
  onChoice: (value: string) => void;
  asGiven?: boolean;
}) {
  const texts = useOwnTexts(warehouseTexts);
  const number = new Intl.NumberFormat(useLanguage());
  const [all, setAll] = useState(false);
  if (counts.length === 0) return null;
  const sorted = asGiven ? counts : [...counts].sort((a, b) => b.count - a.count);
  return (
    <fieldset>
      <legend>{title}</legend>
      {sorted.slice(0, all ? undefined : kFew).map((one) => (
        <button
          key={one.value}
          type="button"
          class="facet"
          aria-pressed={one.value === chosen}
          onClick={() => onChoice(one.value)}
        >
          <span>{one.name}</span>
          <span class="count">
            {more ? "≥ " : ""}
            {number.format(one.count)}
          </span>
        </button>
      ))}
      {sorted.length > kFew && !all && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          {texts.showAll}
        </button>
      )}
    </fieldset>
  );
}
