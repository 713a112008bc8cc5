using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Psono.EndToEndTests.Web;

/// <summary>
/// What axe-core can find of WCAG 2.2 AA and of good practice. It looks at the page as it is, so the page has to be at rest.
/// </summary>
public static class Accessibility
{
    /// <summary>What axe-core calls runOnly.</summary>
    public sealed record Rules(string Type, params string[] Values);

    public static readonly Rules AllRules = new("tag", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    /// <summary>What another color scheme can change.</summary>
    public static readonly Rules RulesOfColors = new("rule", "color-contrast", "link-in-text-block");

    /// <summary>What another width of the window can change.</summary>
    public static readonly Rules RulesOfSizes = new("rule", "target-size", "scrollable-region-focusable");

    private static readonly Lazy<string> Script = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>
    /// A text for every violation: what it is about, where, and why. Results without a violation stay in the browser: they are large.
    /// What a bar covers that stays where it is, scrolling uncovers: for axe-core, the bar scrolls with the rest.
    /// </summary>
    private const string Run =
        """
        async ([type, values]) => {
          const bars = [...document.querySelectorAll("body *")].filter(element => getComputedStyle(element).position === "sticky");
          for (const bar of bars) bar.style.position = "relative";
          const { violations } = await axe.run(document, { runOnly: { type, values: JSON.parse(values) }, resultTypes: ["violations"] });
          for (const bar of bars) bar.style.position = "";
          const why = node => [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ");
          return violations.map(({ id, help, nodes }) =>
            `${id}: ${help}` + nodes.map(node => `\n  ${node.html}\n    ${why(node)}`).join(""));
        }
        """;

    public static async Task<string[]> FindAsync(IPage page, Rules rules)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(Script.Value);
        return await page.EvaluateAsync<string[]>(Run, new[] { rules.Type, JsonSerializer.Serialize(rules.Values) });
    }
}
