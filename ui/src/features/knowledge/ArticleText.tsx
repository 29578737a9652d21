import type { TextBlock } from "../../api/generated/types";
import styles from "./Knowledge.module.css";

/** Simple structured text. */
export function ArticleText({ blocks }: { blocks: readonly TextBlock[] }) {
  return (
    <div className={styles.text} dir="auto">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no names of their own, and never change places
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { block: TextBlock }) {
  switch (block.is) {
    case "heading":
      return <h4>{block.text}</h4>;
    case "paragraph":
      return <p>{block.text}</p>;
    case "points":
      return (
        <ul>
          <Items items={block.items} />
        </ul>
      );
    case "steps":
      return (
        <ol>
          <Items items={block.items} />
        </ol>
      );
  }
}

function Items({ items }: { items: readonly string[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: as above
  return items.map((item, index) => <li key={index}>{item}</li>);
}
