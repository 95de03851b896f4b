/** Given and family names that go together. A family name that is null is not used in that culture. */
export type NamePool = { readonly given: readonly string[]; readonly family: readonly (string | null)[] };

export const namePools = {
  american: {
    given: ["Grace", "Marcus", "Olivia", "Tyrone", "Madison", "Caleb", "Naomi", "Dwayne", "Sierra", "Wyatt"],
    family: ["Whitfield", "Okafor-Reed", "Delgado", "McAllister", "Boone", "St. John", "Carver", "Holloway"],
  },
  british: {
    given: ["Zoë", "Alistair", "Imogen", "Rhys", "Siobhán", "Callum", "Priya", "Hamish", "Beatrix", "Idris"],
    family: [
      "Ashworth",
      "O'Connell",
      "Fairweather",
      "Llewellyn",
      "Patel-Hughes",
      "Mac Giolla",
      "Thistlewood",
    ],
  },
  german: {
    given: ["Jürgen", "Anneliese", "Björn", "Käthe", "Matthias", "Sabine", "Uwe", "Heike", "Torsten", "Jana"],
    family: ["Groß", "Müller-Lüdenscheidt", "Schäfer", "von Bülow", "Kühn", "Weiß", "Jäger", "Hößler"],
  },
  indian: {
    given: ["Ananya", "Rohan", "Lakshmi", "Vikram", "Meera", "Arjun", "Kavya", "Suresh", "Divya", "Nikhil"],
    family: ["Krishnamurthy", "Iyer", "Banerjee", "Deshpande", "Nair", "Chaudhary", "Venkataraman", "Rao"],
  },
  portuguese: {
    given: ["João", "Inês", "Gonçalo", "Conceição", "Tomás", "Mafalda", "Nuno", "Leonor", "Simão", "Graça"],
    family: ["Simões", "de Sá Carneiro", "Magalhães", "Falcão", "Guimarães", "dos Santos", "Brandão"],
  },
  spanish: {
    given: [
      "Íñigo",
      "Lucía",
      "Andrés",
      "María José",
      "Ángel",
      "Núria",
      "Raúl",
      "Begoña",
      "Joaquín",
      "Ximena",
    ],
    family: ["Muñoz Ortega", "Peña", "Ibáñez", "Castañeda", "García Lorca", "Núñez", "Echeverría"],
  },
  polish: {
    given: ["Łukasz", "Małgorzata", "Zbigniew", "Agnieszka", "Paweł", "Wojciech", "Żaneta", "Michał"],
    family: ["Wiśniewski", "Dąbrowska", "Wójcik", "Żuławski", "Kołodziej", "Grześkowiak"],
  },
  nordic: {
    given: ["Søren", "Åsa", "Þórdís", "Mikkel", "Ingrid", "Øyvind", "Aino", "Håkan", "Sigríður", "Eero"],
    family: ["Ødegård", "Lindström", "Guðmundsdóttir", "Kjær", "Bjørnstad", "Hämäläinen", "Ångström-Berg"],
  },
  vietnamese: {
    given: ["Thị Hương", "Minh", "Quỳnh", "Đức", "Thảo", "Văn Hùng", "Phương", "Bảo"],
    family: ["Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Hoàng"],
  },
  chinese: {
    given: ["Xiuying", "Wei", "Meilin", "Jun", "Yuchen", "Lǜ", "Haoran", "Qing"],
    family: ["Zhang", "Li", "Ouyang", "Chen", "Xu", "Lü"],
  },
  japanese: {
    given: ["Haruka", "Kenji", "Yūko", "Shōta", "Emi", "Tarō", "Naoko", "Ryō"],
    family: ["Satō", "Takahashi", "Ōno", "Kobayashi", "Yamamoto", "Itō"],
  },
  nigerian: {
    given: ["Chidinma", "Olúwaṣeun", "Ngozi", "Emeka", "Yetúndé", "Babatunde", "Adaeze", "Tobi"],
    family: ["Adéyẹmí", "Okonkwo", "Eze", "Balogun", "Nwosu", "Ọláníyan"],
  },
  arabic: {
    given: ["Layla", "Omar", "Fatima", "Khalid", "Noor", "Yusuf", "Samira", "Tariq"],
    family: ["al-Rashid", "Haddad", "Ben Youssef", "El-Masri", "Mansour", "Abdel Rahman"],
  },
  turkish: {
    given: ["Ayşe", "Çağlar", "İbrahim", "Gülşen", "Emre", "Işıl", "Ömer", "Şule"],
    family: ["Yılmaz", "Özdemir", "Çelik", "Şahin", "Aydoğan", "Kılıç"],
  },
  indonesian: {
    given: ["Suharti", "Wijaya", "Sukarman", "Melati"],
    family: [null],
  },
} as const satisfies Record<string, NamePool>;

export type Culture = keyof typeof namePools;

const letters: Record<string, string> = {
  ß: "ss",
  ł: "l",
  ø: "o",
  æ: "ae",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** A name as it stands in a mail address. */
export function asciiName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[ßłøæđðþı]/g, (letter) => letters[letter] ?? letter)
    .normalize("NFD")
    .replaceAll(/[^a-z-]/g, "");
}
