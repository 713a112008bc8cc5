using System.Text.RegularExpressions;

namespace Psono.Server.Tests.Packaging;

/// <summary>What the README of the manifests says to type and to write.</summary>
internal static partial class KubernetesReadme
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Manifests.Root, "README.md"));

    /// <summary>Every command line, those in the text too.</summary>
    public static IReadOnlyList<string[]> Commands { get; } =
        [.. Command.Matches(Text).Select(match => match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The Secrets that it makes, with each of their keys.</summary>
    public static IReadOnlyList<(string Namespace, string Name, string Key)> Secrets { get; } = [.. Commands
        .Where(words => words.Contains("secret"))
        .SelectMany(words => words.Where(word => word.StartsWith(FromFile, StringComparison.Ordinal))
            .Select(word => (words[Array.IndexOf(words, "-n") + 1], words[Array.IndexOf(words, "generic") + 1], word[FromFile.Length..])))];

    private const string FromFile = "--from-file=";

    /// <summary>The blocks of a language.</summary>
    public static IEnumerable<string> Blocks(string language) =>
        Block.Matches(Text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["content"].Value);

    [GeneratedRegex(@"(?:^|`)kubectl (?<words>[^`\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command { get; }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block { get; }
}
