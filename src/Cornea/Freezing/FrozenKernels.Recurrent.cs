namespace Cornea.Freezing;

/// <summary>Recurrent layers: time steps one after the other.</summary>
internal static partial class FrozenKernels
{
    private static FrozenKernel[] Recurrent =>
    [
        new("Function", """
            private delegate void Function(Span<float> values);
            """),
        new("Lstm", """
            // Gates in the order input, forget, candidate, output. y takes each step's output, or the last one alone.
            private static void Lstm(ReadOnlySpan<float> x, float[] w, float[] recurrent, float[] bias, Span<float> y, int steps,
                bool backwards, bool sequences, Function activation, Function gateActivation)
            {
                int units = bias.Length / 4, features = x.Length / steps;
                Span<float> gates = new float[4 * units], state = new float[units], memory = new float[units];
                for (int step = 0; step < steps; step++)
                {
                    bias.CopyTo(gates);
                    MultiplyAdd(x.Slice((backwards ? steps - 1 - step : step) * features, features), w, gates);
                    MultiplyAdd(state, recurrent, gates);
                    gateActivation(gates.Slice(0, 2 * units));
                    activation(gates.Slice(2 * units, units));
                    gateActivation(gates.Slice(3 * units));
                    for (int i = 0; i < units; i++)
                        state[i] = memory[i] = gates[units + i] * memory[i] + gates[i] * gates[2 * units + i];
                    activation(state);
                    for (int i = 0; i < units; i++)
                        state[i] *= gates[3 * units + i];
                    if (sequences)
                        state.CopyTo(y.Slice(step * units));
                }
                if (!sequences)
                    state.CopyTo(y);
            }
            """, "Function", "MultiplyAdd"),
        new("Gru", """
            // Gates in the order update, reset, candidate. The second bias is that of the state, where reset comes after the product.
            private static void Gru(ReadOnlySpan<float> x, float[] w, float[] recurrentGates, float[] recurrentCandidate, float[] bias,
                float[] stateBias, Span<float> y, int steps, bool backwards, bool sequences, bool resetAfter, Function activation,
                Function gateActivation)
            {
                int units = bias.Length / 3, features = x.Length / steps;
                Span<float> gates = new float[3 * units], held = new float[3 * units], state = new float[units];
                for (int step = 0; step < steps; step++)
                {
                    bias.CopyTo(gates);
                    MultiplyAdd(x.Slice((backwards ? steps - 1 - step : step) * features, features), w, gates);
                    stateBias.CopyTo(held);
                    MultiplyAdd(state, recurrentGates, held.Slice(0, 2 * units));
                    for (int i = 0; i < 2 * units; i++)
                        gates[i] += held[i];
                    gateActivation(gates.Slice(0, 2 * units));
                    Span<float> reset = gates.Slice(units, units), candidate = gates.Slice(2 * units), product = held.Slice(2 * units);
                    for (int i = 0; !resetAfter && i < units; i++)
                        reset[i] *= state[i];
                    MultiplyAdd(resetAfter ? state : reset, recurrentCandidate, product);
                    for (int i = 0; i < units; i++)
                        candidate[i] += resetAfter ? reset[i] * product[i] : product[i];
                    activation(candidate);
                    for (int i = 0; i < units; i++)
                        state[i] = gates[i] * state[i] + (1 - gates[i]) * candidate[i];
                    if (sequences)
                        state.CopyTo(y.Slice(step * units));
                }
                if (!sequences)
                    state.CopyTo(y);
            }
            """, "Function", "MultiplyAdd"),
        new("SimpleRnn", """
            private static void SimpleRnn(ReadOnlySpan<float> x, float[] w, float[] recurrent, float[] bias, Span<float> y, int steps,
                bool backwards, bool sequences, Function activation)
            {
                int units = bias.Length, features = x.Length / steps;
                Span<float> next = new float[units], state = new float[units];
                for (int step = 0; step < steps; step++)
                {
                    bias.CopyTo(next);
                    MultiplyAdd(x.Slice((backwards ? steps - 1 - step : step) * features, features), w, next);
                    MultiplyAdd(state, recurrent, next);
                    activation(next);
                    next.CopyTo(state);
                    if (sequences)
                        state.CopyTo(y.Slice(step * units));
                }
                if (!sequences)
                    state.CopyTo(y);
            }
            """, "Function", "MultiplyAdd"),
        new("ReverseSteps", """
            private static void ReverseSteps(Span<float> y, int steps)
            {
                int n = y.Length / steps;
                for (int i = 0, j = steps - 1; i < j; i++, j--)
                {
                    for (int k = 0; k < n; k++)
                        (y[i * n + k], y[j * n + k]) = (y[j * n + k], y[i * n + k]);
                }
            }
            """),
    ];
}
