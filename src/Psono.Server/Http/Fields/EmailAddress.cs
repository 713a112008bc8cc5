using System.Buffers;

namespace Psono.Server.Http.Fields;

/// <summary>The shape of an e-mail address, which user names have too: <c>dot.atoms@labels.of.a-domain</c>.</summary>
internal static class EmailAddress
{
    private const int MaximumLength = 320;

    private static readonly SearchValues<char> AtomCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    public static bool IsValid(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && text.Length <= MaximumLength && IsLocalPart(text[..at]) && IsDomain(text[(at + 1)..]);
    }

    public static string Name(string address) => address[..address.LastIndexOf('@')];

    public static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..];

    private static bool IsLocalPart(string text) =>
        text.Split('.').All(atom => atom.Length > 0 && !atom.AsSpan().ContainsAnyExcept(AtomCharacters));

    private static bool IsDomain(string text)
    {
        var labels = text.Split('.');
        return text == "localhost" || (labels.Length > 1 && labels.All(IsLabel) && labels[^1].Length > 1);
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-' && text.All(c => char.IsLetterOrDigit(c) || c == '-');
}
