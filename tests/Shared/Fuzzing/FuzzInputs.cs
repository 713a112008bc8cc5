namespace Psono.Tests.Shared.Fuzzing;

/// <summary>Inputs of a target without end: its seeds, changed in one place or in several.</summary>
internal sealed class FuzzInputs
{
    private readonly FuzzRandom _random;
    private readonly IReadOnlyList<byte[]> _seeds;
    private readonly Mutation _bytes;
    private readonly JsonMutation _json;

    public FuzzInputs(FuzzTarget target, ulong seed)
    {
        _random = new FuzzRandom(seed);
        _seeds = [.. target.Seeds, .. FuzzVectors.Of(target.Name).Select(vector => vector.Input)];
        _bytes = new Mutation(_random, target.Words);
        _json = new JsonMutation(_random);
    }

    public byte[] Next()
    {
        var input = _random.Of(_seeds);
        var staysJson = _random.OneIn(2);
        do
        {
            // What is no JSON is changed as bytes.
            input = (staysJson ? _json.Change(input) : null) ?? _bytes.Change(input, _random.Of(_seeds));
        }
        while (!_random.OneIn(3));
        return input;
    }
}
