import { describe, expect, it } from "vitest";
import { findPlace } from "./jsonPlaces";
import { maskJson } from "./maskJson";
import { isSecretName } from "./secretNames";

const TEXT = '{\n  "a/b": [1, {"c~d": "x"}],\n  "e": null\n}';

describe("a JSON pointer", () => {
  const at = (pointer: string) => {
    const place = findPlace(TEXT, pointer);
    return place && { text: TEXT.slice(place.from, place.to), isExact: place.isExact };
  };

  it("leads to a member with its name, also where that is escaped", () => {
    expect(at("/a~1b/1/c~0d")).toEqual({ text: '"c~d": "x"', isExact: true });
    expect(at("/e")).toEqual({ text: '"e": null', isExact: true });
    expect(at("")).toEqual({ text: TEXT, isExact: true });
  });

  it("leads to what is around a place that is not there", () => {
    expect(at("/a~1b/1/zzz/1")).toEqual({ text: '{"c~d": "x"}', isExact: false });
    expect(at("/nothing")).toEqual({ text: TEXT, isExact: false });
  });

  it("leads to the beginning of a text that is empty", () => {
    expect(findPlace("", "/a")).toEqual({ from: 0, to: 0, isExact: false });
  });
});

describe("masking", () => {
  it.each([
    ["clientSecret", true],
    ["APIKey", true],
    ["private_key", true],
    ["tokens", true],
    ["tokenUrl", false],
    ["token_endpoint", false],
    ["keyboard", false],
  ])("takes %s for a secret: %s", (name, expected) => {
    expect(isSecretName(name)).toBe(expected);
  });

  it("hides secrets and leaves every other character alone", () => {
    const text = '{ "n": 1.0e400, "auth": {"password":"p", "max_tokens": 5 },"token":null}';
    expect(maskJson(text)).toEqual({ text: text.replace('"p"', '"••••••"'), count: 1 });
  });

  it("hides what unlocks an address", () => {
    const text = '["https://me:pw@host/x?page=2&sig=abc#top"]';
    expect(maskJson(text).text).toBe('["https://••••••@host/x?page=2&sig=••••••#top"]');
  });
});
