import { CST, Lexer } from "yaml";

/** The pieces of the text outside of plain and block scalars. Quoted scalars begin with their quote. */
function* tokensOf(text: string): Generator<string> {
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (!isScalar && token !== CST.SCALAR) {
      yield token;
    }
    isScalar = !isScalar && token === CST.SCALAR;
  }
}

/** All comments, in order. */
export function commentsOf(text: string): string[] {
  const comments: string[] = [];
  for (const token of tokensOf(text)) {
    if (token.startsWith("#")) {
      comments.push(token.trimEnd());
    }
  }
  return comments;
}

/**
 * What makes a text unfit for editing: a tab that indents or separates (one within a value or a
 * comment is no harm), or a line such as `%YAML 1.1`.
 */
export function oddityOf(text: string): "tab" | "directive" | null {
  for (const token of tokensOf(text)) {
    if (token.includes("\t") && token.trim() === "") {
      return "tab";
    }
    if (token.startsWith("%")) {
      return "directive";
    }
  }
  return null;
}
