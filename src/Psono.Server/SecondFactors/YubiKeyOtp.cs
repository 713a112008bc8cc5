namespace Psono.Server.SecondFactors;

/// <summary>What a YubiKey types: 12 letters that name the key and 32 that are never the same. Its alphabet is on all keyboards.</summary>
internal sealed record YubiKeyOtp(string Text)
{
    private const int Length = 44;

    private const int KeyIdLength = 12;

    private const string Alphabet = "cbdefghijklnrtuv";

    public string KeyId => Text[..KeyIdLength];

    /// <summary>Null: it is none.</summary>
    public static YubiKeyOtp? Parse(string text)
    {
        var lower = text.ToLowerInvariant();
        return lower.Length == Length && lower.All(Alphabet.Contains) ? new YubiKeyOtp(lower) : null;
    }
}
