using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The tables of ops.json that give the element type of results by those of the arguments.</summary>
public static class OpDTypeTables
{
    public static void Check(JsonElement test, Comparison comparison)
    {
        DType[] types = [.. test.GetProperty("dtypes").EnumerateArray().Select(name => Parse(name.GetString()!))];
        foreach (var result in test.GetProperty("results").EnumerateArray())
        {
            var table = result.GetProperty("dtype");
            foreach (var function in result.GetProperty("of").EnumerateArray().Select(name => name.GetString()!))
            {
                for (var i = 0; i < types.Length; i++)
                {
                    if (table[i].ValueKind != JsonValueKind.Array)
                        CheckOne($"{function} of {types[i].Name()}", function, table[i], [types[i]], comparison);
                    else
                    {
                        for (var j = 0; j < types.Length; j++)
                        {
                            CheckOne($"{function} of {types[i].Name()} and {types[j].Name()}", function, table[i][j], [types[i], types[j]],
                                comparison);
                        }
                    }
                }
            }
        }
    }

    private static void CheckOne(string what, string function, JsonElement expected, DType[] types, Comparison comparison)
    {
        if (expected.ValueKind == JsonValueKind.Null)
            return;
        var words = function.Split(" with ");
        var name = words[0].Split('(')[0];
        // A softmax of int64 stays int64 in the table, which no backend can mean.
        if (name == "softmax" && !types[0].IsFloat())
            return;
        var row = OpTable.Rows[name];
        object[] tensors = [.. types.Select(type => (object)Tensor.Ones(name == "trace" ? [2, 2] : [2], type))];
        object[] arguments = name switch
        {
            "where" => [Tensor.Ones([2], DType.Bool), .. tensors],
            "einsum" => ["i,i->i", .. tensors],
            "concatenate" => [tensors.ToList<object?>()],
            _ when words.Length > 1 => [.. tensors, words[1] switch { "2" => 2, "0.5" => 0.5, _ => true }],
            _ => tensors,
        };
        var actual = ((Tensor)row.Call(new OpCall(row, arguments))).DType.Name();
        if (!OpsReplay.SameType(actual, expected.GetString()!))
            comparison.Same(what, actual, expected.GetString());
        else
            comparison.Holds(what, true);
    }

    private static DType Parse(string name) => DTypes.TryParse(name, out var dtype) ? dtype
        : throw new UnsupportedCaseException($"the type {name}");
}
