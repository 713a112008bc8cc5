using System.Text.Json.Nodes;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Client;

/// <summary>A secret as a server keeps it for an API key: sealed, with the date of its last change.</summary>
internal sealed class StoredSecret
{
    private readonly SecretKey _key = SecretKey.Generate();
    private readonly Lock _lock = new();
    private SealedText _data;
    private int _version;

    public StoredSecret(Guid id, SecretKey apiSecretKey, string content)
    {
        Id = id;
        var binding = new GrantBinding(apiSecretKey, ApiKeyServer.ApiKeyId);
        SealedKey = binding.Seal(id, _key);
        _data = SecretBox.Seal(_key, content);
    }

    public Guid Id { get; }

    public SealedText SealedKey { get; set; }

    /// <summary>The grant as other clients make it.</summary>
    public void Unbind(SecretKey apiSecretKey) => SealedKey = SecretBox.SealKey(apiSecretKey, _key);

    public string WriteDate => $"2026-01-01T00:00:00.{_version:d6}+00:00";

    public string Content => System.Text.Encoding.UTF8.GetString(SecretBox.Open(_key, _data.Text, _data.Nonce)!);

    public int Version => _version;

    /// <summary>What someone else writes.</summary>
    public void Change(string content)
    {
        lock (_lock)
        {
            _data = SecretBox.Seal(_key, content);
            _version++;
        }
    }

    /// <summary>The present version, to go back to it later, under its own date or under another one.</summary>
    public Action<int?> Remember(bool inUpperCase = false)
    {
        var (data, version) = (_data, _version);
        if (inUpperCase)
            data = new SealedText(data.Text.ToUpperInvariant(), data.Nonce.ToUpperInvariant());
        return asVersion => (_data, _version) = (data, asVersion ?? version);
    }

    /// <summary>What a server that is not ours might hand out.</summary>
    public void Tamper() => _data = _data with { Text = (_data.Text[0] == '0' ? '1' : '0') + _data.Text[1..] };

    public JsonObject ToJson(bool withWriteDate = true)
    {
        lock (_lock)
        {
            var json = new JsonObject
            {
                ["secret_id"] = Id,
                ["data"] = _data.Text,
                ["data_nonce"] = _data.Nonce,
                ["secret_key"] = SealedKey.Text,
                ["secret_key_nonce"] = SealedKey.Nonce,
                ["read_count"] = 1,
            };
            if (withWriteDate)
                json["write_date"] = WriteDate;
            return json;
        }
    }

    public Reply Write(byte[] body, bool withWriteDate = true)
    {
        lock (_lock)
        {
            var request = JsonNode.Parse(body)!;
            if (request["old_write_date"] is { } old && old.GetValue<string>() != WriteDate)
                return Reply.Json("""{"non_field_errors":["WRITE_DATE_MISMATCH"]}""", 400);
            _data = new SealedText(request["data"]!.GetValue<string>(), request["data_nonce"]!.GetValue<string>());
            _version++;
            return Reply.Json(withWriteDate ? $$"""{"write_date":"{{WriteDate}}"}""" : "{}");
        }
    }
}
