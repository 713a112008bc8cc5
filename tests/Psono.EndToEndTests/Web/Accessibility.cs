using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Psono.EndToEndTests.Web;

/// <summary>What axe-core can find of WCAG 2.2 AA and of good practice. It looks at the page as it is, so the page has to be at rest.</summary>
public static class Accessibility
{
    private static readonly AxeRunOptions Options = new()
    {
        RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
    };

    /// <summary>A text for every violation: what it is about, where, and why.</summary>
    public static async Task<IEnumerable<string>> FindAsync(IPage page, string name) =>
        (await page.RunAxe(Options)).Violations.Select(violation =>
            $"{name}: {violation.Id}: {violation.Help}{string.Concat(violation.Nodes.Select(node => $"\n  {node.Html}\n    {Why(node)}"))}");

    private static string Why(AxeResultNode node) => string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message));
}
